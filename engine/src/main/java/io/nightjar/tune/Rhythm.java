package io.nightjar.tune;

/**
 * How regular something is.
 *
 * @param words for people
 * @param regularity from 0 to 1
 */
public record Rhythm(String words, double regularity) {}
