/** From YAML to rules: reading, appending and overriding, lists, macros and exceptions. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.load;
