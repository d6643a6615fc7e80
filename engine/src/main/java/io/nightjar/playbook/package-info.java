/** The Drools session in which playbooks decide. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook;
