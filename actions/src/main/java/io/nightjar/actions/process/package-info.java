/** The actions on processes of this node. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.process;
