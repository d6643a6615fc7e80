/** The Falco rule language: loading, checking and evaluating rules. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules;
