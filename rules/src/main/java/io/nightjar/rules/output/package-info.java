/** Outputs of rules: from the template and an event to text and fields. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.output;
