package io.nightjar.page;

/**
 * What one page shows, before it is put into the frame.
 *
 * @param template name of the template, such as {@code tonight}
 * @param title of the window, plain text
 * @param tab which part of the page it belongs to
 * @param model what the template knows as {@code page}; mostly a record
 */
public record View(String template, String title, Tab tab, Object model) {}
