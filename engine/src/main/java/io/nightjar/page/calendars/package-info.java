/** The page of the calendars. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.calendars;
