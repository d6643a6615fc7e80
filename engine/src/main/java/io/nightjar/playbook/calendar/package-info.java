/** Named windows of time such as {@code night}. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.calendar;
