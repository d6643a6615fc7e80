/** Further places that detections, responses and the audit log go to, as they happen. */
@org.jspecify.annotations.NullMarked
package io.nightjar.outputs;
