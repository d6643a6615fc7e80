/** Where events come from, and what is learnt from them before any rule. */
@org.jspecify.annotations.NullMarked
package io.nightjar.event;
