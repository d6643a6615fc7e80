/** Looking for what is stored: detections, responses, incidents. */
@org.jspecify.annotations.NullMarked
package io.nightjar.search;
