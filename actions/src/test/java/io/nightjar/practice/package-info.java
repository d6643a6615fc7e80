/** Tests of the practice cluster. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice;
