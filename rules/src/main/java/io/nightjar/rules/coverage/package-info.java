/** Which techniques of attackers the rules tell of. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.coverage;
