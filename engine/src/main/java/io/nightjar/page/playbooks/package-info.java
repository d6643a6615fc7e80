/** The pages of the playbooks: what is in force, how it is tested, what it would have done. */
@org.jspecify.annotations.NullMarked
package io.nightjar.page.playbooks;
