/** The checked dialect of DRL: what a playbook may say, told with file, line and column. */
@org.jspecify.annotations.NullMarked
package io.nightjar.playbook.dialect;
