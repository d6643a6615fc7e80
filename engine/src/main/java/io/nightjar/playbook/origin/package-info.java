/** Where playbooks come from: what exactly they are, which commit, and who vouches for them. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.origin;
