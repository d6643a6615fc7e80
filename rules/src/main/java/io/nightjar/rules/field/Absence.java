package io.nightjar.rules.field;

/**
 * Why no event has a value for a field of the language.
 *
 * @param reason a part of a sentence, behind the name of the field and a colon
 * @param refused whether a condition on it would mean something else than in Falco, which has the
 *     value, and so cannot be loaded; otherwise the field is missing there as well
 */
public record Absence(String reason, boolean refused) {}
