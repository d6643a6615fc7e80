/** The upstream rules on real system calls and real audit events. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.upstream;
