/** Cases of rules: described events that a rule has to match, or must not. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.cases;
