package io.nightjar.observe;

import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the ids that it was told to give next, once; otherwise any. For one thread. */
final class GivenIds implements IdGenerator {

  private final IdGenerator random = IdGenerator.random();
  private @Nullable String trace;
  private @Nullable String span;

  void next(String traceId, String spanId) {
    trace = traceId;
    span = spanId;
  }

  @Override
  public String generateTraceId() {
    String given = trace;
    trace = null;
    return given == null ? random.generateTraceId() : given;
  }

  @Override
  public String generateSpanId() {
    String given = span;
    span = null;
    return given == null ? random.generateSpanId() : given;
  }
}
