/** The embedded database: schema, journal, state, leaves. */
@org.jspecify.annotations.NullMarked
package io.nightjar.store;
