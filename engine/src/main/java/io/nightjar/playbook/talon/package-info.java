/** Rules of Falco Talon, and the playbooks that do the same. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.talon;
