package io.nightjar.rules.language;

/** A value on the right of a check, quotes and escapes resolved. */
public record Literal(String text, Location at) {}
