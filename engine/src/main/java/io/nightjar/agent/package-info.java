/**
 * A node whose detections an engine elsewhere decides on: driver and rules here, a spool between,
 * and the hands of the engine.
 */
@NullMarked
package io.nightjar.agent;

import org.jspecify.annotations.NullMarked;
