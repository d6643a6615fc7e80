/** What Nightjar tells of itself: metrics, health, traces, its log. */
@org.jspecify.annotations.NullMarked
package io.nightjar.observe;
