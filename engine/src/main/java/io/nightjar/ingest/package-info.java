/** Detections of others: who may hand them in, what they say, and how far that is believed. */
@NullMarked
package io.nightjar.ingest;

import org.jspecify.annotations.NullMarked;
