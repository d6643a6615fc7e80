/** Tiny controllers that make the practice cluster behave like a living one. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.controllers;
