/** Tests of what the API server tells. */
@org.jspecify.annotations.NullMarked
package io.nightjar.ingest.kubernetes;
