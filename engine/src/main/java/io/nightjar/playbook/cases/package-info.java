/** Cases: facts on a virtual clock and what a playbook must ask for. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.cases;
