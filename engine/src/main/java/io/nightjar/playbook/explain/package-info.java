/** A playbook in plain words, made of its parsed rules and of nothing else. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.explain;
