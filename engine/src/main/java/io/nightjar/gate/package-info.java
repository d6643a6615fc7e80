/** May this response act, must a person be asked, or is it denied: one guard a file. */
@org.jspecify.annotations.NullMarked
package io.nightjar.gate;
