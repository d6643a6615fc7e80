/** Tests of selectors. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.model;
