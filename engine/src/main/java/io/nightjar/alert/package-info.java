/** Alerts in Falco's shape, and the outputs that Falco has for them. */
@org.jspecify.annotations.NullMarked
package io.nightjar.alert;
