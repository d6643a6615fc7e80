package io.nightjar.observe;

import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One trace for each response: the way from the system call to what was done, a span for each stage
 * once it is over. Ids come from the response's, so that an undo hours later, after a restart,
 * belongs to the same trace. Hears of responses on one thread.
 */
public final class ResponseTraces implements AutoCloseable {

  private static final int DETECTIONS = 4_096;
  private static final int TEXT_AT_MOST = 500;

  /** Where the sender of a detection has put its {@code traceparent} (W3C Trace Context). */
  public static final String TRACEPARENT = "nightjar.traceparent";

  private static final String PARENT_FORM =
      "00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}";

  private final @Nullable Exporting exporting;
  private final Map<String, Accepted> accepted =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Accepted> eldest) {
              return size() > DETECTIONS;
            }
          });

  /**
   * @param parent null where the detection came without
   */
  private record Accepted(Instant at, @Nullable SpanContext parent) {}

  /**
   * Where spans go.
   *
   * @param ids whose next are given before a span starts
   * @param sampled whether the trace of that id is wanted
   */
  record Exporting(
      Tracer tracer, GivenIds ids, Predicate<String> sampled, SpanQueue queue, Runnable close) {}

  private ResponseTraces(@Nullable Exporting exporting) {
    this.exporting = exporting;
  }

  static ResponseTraces to(Exporting exporting) {
    return new ResponseTraces(exporting);
  }

  /** None are made. */
  public static ResponseTraces off() {
    return new ResponseTraces(null);
  }

  void detected(Detection detection, Instant at) {
    if (exporting != null) {
      accepted.put(detection.id(), new Accepted(at, parent(detection)));
    }
  }

  /** Whether that is a {@code traceparent} of version 00 whose ids are valid. */
  public static boolean isParent(String text) {
    return text.matches(PARENT_FORM);
  }

  private static @Nullable SpanContext parent(Detection detection) {
    return detection.fields().get(TRACEPARENT) instanceof String text && isParent(text)
        ? SpanContext.createFromRemoteParent(
            text.substring(3, 35),
            text.substring(36, 52),
            TraceFlags.fromHex(text, 53),
            TraceState.getDefault())
        : null;
  }

  void changed(Response response, @Nullable ResponseState previous, Lives lives) {
    Exporting to = exporting;
    if (to == null || !to.sampled().test(TraceIds.trace(response.id()))) {
      return;
    }
    ResponseRequest request = response.request();
    switch (previous) {
      case null -> {
        Instant known = request.detectionTime();
        for (String id : request.detectionIds()) {
          Accepted detection = accepted.get(id);
          if (detection != null) {
            stage(to, response, "journal", request.detectionTime(), detection.at());
            known = detection.at();
          }
        }
        stage(to, response, "decide", known, response.updatedAt());
      }
      case REQUESTED -> since(to, response, "gate", previous, lives);
      case AWAITING_APPROVAL -> since(to, response, "approval", previous, lives);
      case ALLOWED -> since(to, response, "wait for its turn", previous, lives);
      case EXECUTING -> since(to, response, "action", previous, lives);
      case UNDOING -> since(to, response, "undo", previous, lives);
      case DENIED,
          REJECTED,
          EXPIRED,
          SUCCEEDED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          UNDONE,
          UNDO_REFUSED -> {
        if (response.state() != ResponseState.UNDOING) {
          String name = response.state().words();
          stage(to, response, name, response.updatedAt(), response.updatedAt());
        }
      }
    }
    if (isOver(response.state(), previous)) {
      whole(to, response);
    }
  }

  /** The whole is told once: what comes later are spans beside. */
  private static boolean isOver(ResponseState state, @Nullable ResponseState previous) {
    return switch (state) {
      case DENIED, REJECTED, EXPIRED, NOTHING_TO_DO, FAILED -> true;
      case SUCCEEDED -> previous == ResponseState.EXECUTING;
      case REQUESTED,
          AWAITING_APPROVAL,
          ALLOWED,
          EXECUTING,
          REVERTED_BY_OTHERS,
          UNDOING,
          UNDONE,
          UNDO_REFUSED ->
          false;
    };
  }

  private static void since(
      Exporting to, Response response, String name, ResponseState state, Lives lives) {
    Instant since = lives.since(response, state);
    stage(to, response, name, since == null ? response.updatedAt() : since, response.updatedAt());
  }

  private static void stage(
      Exporting to, Response response, String name, Instant from, Instant until) {
    SpanContext whole =
        SpanContext.create(
            TraceIds.trace(response.id()),
            TraceIds.span(response.id()),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    SpanBuilder span =
        to.tracer()
            .spanBuilder(name)
            .setParent(Context.root().with(Span.wrap(whole)))
            .setSpanKind(SpanKind.INTERNAL);
    finish(span, response, from, until);
  }

  private void whole(Exporting to, Response response) {
    ResponseRequest request = response.request();
    SpanBuilder span =
        to.tracer()
            .spanBuilder("response " + request.actionId())
            .setNoParent()
            .setSpanKind(SpanKind.INTERNAL);
    for (String id : request.detectionIds()) {
      Accepted detection = accepted.get(id);
      if (detection != null && detection.parent() != null) {
        span.addLink(detection.parent());
      }
    }
    to.ids().next(TraceIds.trace(response.id()), TraceIds.span(response.id()));
    finish(span, response, request.detectionTime(), response.updatedAt());
  }

  private static void finish(SpanBuilder builder, Response response, Instant from, Instant until) {
    ResponseRequest request = response.request();
    Span span =
        builder
            .setStartTimestamp(nanos(from), TimeUnit.NANOSECONDS)
            .setAttribute("nightjar.response.id", response.id())
            .setAttribute("nightjar.response.state", response.state().words())
            .setAttribute("nightjar.response.dry_run", response.dryRun())
            .setAttribute("nightjar.response.reason", cut(response.reason()))
            .setAttribute("nightjar.action", request.actionId())
            .setAttribute("nightjar.playbook", cut(request.playbook()))
            .setAttribute("nightjar.target", cut(request.target().describe()))
            .setAttribute("nightjar.detections", cut(String.join(",", request.detectionIds())))
            .setAttribute("k8s.namespace.name", cut(request.target().namespace()))
            .startSpan();
    if (response.outcome() instanceof Outcome.Failed failed
        && response.state() == ResponseState.FAILED) {
      span.setStatus(StatusCode.ERROR, cut(failed.cause()));
    }
    span.end(Math.max(nanos(from), nanos(until)), TimeUnit.NANOSECONDS);
  }

  private static String cut(String text) {
    return DisplayText.of(text, TEXT_AT_MOST);
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }

  /** Spans that did not arrive; nothing where there are no traces. */
  OptionalLong lost() {
    return exporting == null ? OptionalLong.empty() : OptionalLong.of(exporting.queue().lost());
  }

  @Override
  public void close() {
    if (exporting != null) {
      exporting.close().run();
    }
  }
}
