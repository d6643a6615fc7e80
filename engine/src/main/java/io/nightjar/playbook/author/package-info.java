/** What helps the author of a playbook: a beginning that works, and texts written safely. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.author;
