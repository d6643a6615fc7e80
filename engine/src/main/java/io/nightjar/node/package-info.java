/** What is done on this node itself: the processes behind the driver. */
@org.jspecify.annotations.NullMarked
package io.nightjar.node;
