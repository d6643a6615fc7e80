/** Tests of the patch kinds. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.patch;
