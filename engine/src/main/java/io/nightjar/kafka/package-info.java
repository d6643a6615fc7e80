/**
 * Scale-out beyond one engine: detections, what became of responses, and what playbooks decide, on
 * an existing Kafka. Deciding is spread over engines by workload; acting stays with the one engine
 * that has the store.
 */
@NullMarked
package io.nightjar.kafka;

import org.jspecify.annotations.NullMarked;
