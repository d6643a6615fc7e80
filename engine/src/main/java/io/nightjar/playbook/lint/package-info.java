/** What is wrong or doubtful in a playbook that the dialect and the compiler accept. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.lint;
