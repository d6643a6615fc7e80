/** Responses that people ask for by hand. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.hand;
