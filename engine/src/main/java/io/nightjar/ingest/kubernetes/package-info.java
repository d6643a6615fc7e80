/** What the Kubernetes API server tells: its audit events by webhook, and its Events. */
@org.jspecify.annotations.NullMarked
package io.nightjar.ingest.kubernetes;
