package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a Kubernetes audit log entry by entry; everything in it is hostile. One thread. */
public interface KubernetesAuditReader extends AutoCloseable {
  /** Of one event: with ten megabytes of brackets its tree would take hundreds of them. */
  int MAX_TOKENS = 1_000_000;

  int MAX_DEPTH = 200;

  /** Of one event. */
  int MAX_EVENT_BYTES = 10 << 20;

  /** A mapper within those bounds, for whole texts. */
  static JsonMapper mapper() {
    return JsonMapper.builder(
            JsonFactory.builder().streamReadConstraints(bounds(MAX_TOKENS)).build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /**
   * @param tokens at most so many in all
   */
  static StreamReadConstraints bounds(long tokens) {
    return StreamReadConstraints.builder()
        .maxNestingDepth(MAX_DEPTH)
        .maxStringLength(MAX_EVENT_BYTES)
        .maxTokenCount(tokens)
        .build();
  }

  /**
   * The next entry.
   *
   * @return null at the end
   * @throws IOException when the file cannot be read on, or is packed and ends early
   */
  @Nullable KubernetesAuditEntry next() throws IOException;

  @Override
  void close() throws IOException;
}
