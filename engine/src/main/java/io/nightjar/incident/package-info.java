/** What belongs together on one workload: detections, responses, and what people made of it. */
@org.jspecify.annotations.NullMarked
package io.nightjar.incident;
