/** The configuration, checked whole before anything starts. */
@org.jspecify.annotations.NullMarked
package io.nightjar.config;
