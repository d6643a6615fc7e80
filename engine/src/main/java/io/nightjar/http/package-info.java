/** The control API on loopback: its server, its client and the feed of what happens. */
@org.jspecify.annotations.NullMarked
package io.nightjar.http;
