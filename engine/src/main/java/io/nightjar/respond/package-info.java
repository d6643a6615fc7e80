/** The life of a response, from request to outcome and undo. */
@org.jspecify.annotations.NullMarked
package io.nightjar.respond;
