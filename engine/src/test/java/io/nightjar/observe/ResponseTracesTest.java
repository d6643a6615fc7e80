package io.nightjar.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.alert.Receiver;
import io.nightjar.config.ObserveConfig;
import io.nightjar.config.Secret;
import io.nightjar.detect.Detection;
import io.nightjar.observe.ProtoSpans.Received;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResponseTracesTest {

  private static final String INCOMING = "0af7651916cd43dd8448eb211c80319c";
  private static final Instant THREE = SampleResponses.THREE;

  private final Lives lives = new Lives();

  @Test
  void oneResponseIsOneTraceFromTheSystemCallToWhatWasDoneAndUndone() throws Exception {
    try (Receiver collector = Receiver.plain();
        ResponseTraces traces = traces(collector.url(), Map.of())) {
      traces.detected(detection("00-" + INCOMING + "-b7ad6b7169203331-01"), THREE.plusMillis(5));
      night(traces, "r-1");
      List<Received> spans = await().until(() -> received(collector), all -> all.size() == 8);
      String trace = TraceIds.trace("r-1");
      assertThat(spans).allSatisfy(span -> assertThat(span.trace()).isEqualTo(trace));
      assertThat(spans)
          .extracting(Received::name)
          .containsExactlyInAnyOrder(
              "journal",
              "decide",
              "gate",
              "approval",
              "wait for its turn",
              "action",
              "response kubernetes:isolate-pod",
              "undo");
      Received whole = named(spans, "response kubernetes:isolate-pod");
      assertThat(whole.parent()).isEmpty();
      assertThat(whole.id()).isEqualTo(TraceIds.span("r-1"));
      assertThat(whole.links()).containsExactly(INCOMING);
      assertThat(whole.end() - whole.start()).isEqualTo(Duration.ofSeconds(63).toNanos());
      assertThat(spans)
          .filteredOn(span -> !span.equals(whole))
          .allSatisfy(span -> assertThat(span.parent()).isEqualTo(whole.id()));
      Received approval = named(spans, "approval");
      assertThat(approval.end() - approval.start()).isEqualTo(Duration.ofMinutes(1).toNanos());
      assertThat(named(spans, "journal").end() - whole.start()).isEqualTo(5_000_000);
      assertThat(traces.lost()).hasValue(0);
    }
  }

  @Test
  void aReceiverThatIsDownCostsNothingButTheSpansAndTheyAreCounted() throws Exception {
    try (Receiver collector = Receiver.plain().judging(post -> 400);
        ResponseTraces traces = traces(collector.url(), Map.of())) {
      long before = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        night(traces, "r-" + i);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
      await().until(() -> traces.lost().orElse(0) == 7_000);
    }
  }

  @Test
  void theStandardVariablesCount() throws Exception {
    try (Receiver collector = Receiver.plain()) {
      String base = "http://" + collector.url().getAuthority();
      Map<String, String> off =
          Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", base, "OTEL_SDK_DISABLED", "true");
      assertThat(traces(null, off).lost()).isEmpty();
      assertThat(traces(null, Map.of()).lost()).isEmpty();
      Map<String, String> none =
          Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", base, "OTEL_TRACES_SAMPLER", "always_off");
      try (ResponseTraces traces = traces(null, none)) {
        night(traces, "r-1");
      }
      assertThat(collector.posts).isEmpty();
      Map<String, String> half =
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              base,
              "OTEL_TRACES_SAMPLER",
              "parentbased_traceidratio",
              "OTEL_TRACES_SAMPLER_ARG",
              "0.5");
      try (ResponseTraces traces = traces(null, half)) {
        for (int i = 0; i < 40; i++) {
          night(traces, "r-" + i);
        }
      }
      // a trace comes whole or not at all
      assertThat(received(collector)).hasSizeBetween(8 * 7, 32 * 7);
      assertThat(received(collector).size() % 7).isZero();
    }
  }

  @Test
  void aTraceparentThatIsNoneIsPassedOver() throws Exception {
    try (Receiver collector = Receiver.plain()) {
      try (ResponseTraces traces = traces(collector.url(), Map.of())) {
        traces.detected(detection("00-" + "0".repeat(32) + "-b7ad6b7169203331-01"), THREE);
        night(traces, "r-1");
      }
      assertThat(named(received(collector), "response kubernetes:isolate-pod").links()).isEmpty();
    }
  }

  private void night(ResponseTraces traces, String id) {
    step(traces, id, null, ResponseState.REQUESTED, 1);
    step(traces, id, ResponseState.REQUESTED, ResponseState.AWAITING_APPROVAL, 1);
    step(traces, id, ResponseState.AWAITING_APPROVAL, ResponseState.ALLOWED, 61);
    step(traces, id, ResponseState.ALLOWED, ResponseState.EXECUTING, 62);
    step(traces, id, ResponseState.EXECUTING, ResponseState.SUCCEEDED, 63);
    step(traces, id, ResponseState.SUCCEEDED, ResponseState.UNDOING, 100);
    step(traces, id, ResponseState.UNDOING, ResponseState.UNDONE, 110);
  }

  private void step(
      ResponseTraces traces,
      String id,
      @Nullable ResponseState previous,
      ResponseState state,
      long second) {
    ResponseRequest request = SampleResponses.request(id, null);
    Response sample = SampleResponses.response(request, state, "because", null, null, null);
    Response response =
        new Response(
            request,
            state,
            sample.reason(),
            "",
            sample.answers(),
            null,
            false,
            null,
            null,
            null,
            sample.findings(),
            0,
            THREE.plusSeconds(second));
    traces.changed(response, previous, lives);
    lives.note(response);
  }

  private static Received named(List<Received> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Received> received(Receiver collector) {
    List<Received> all = new ArrayList<>();
    collector.posts.forEach(post -> all.addAll(ProtoSpans.of(post.body().bytes())));
    return all;
  }

  private static ResponseTraces traces(@Nullable URI endpoint, Map<String, String> environment) {
    return Otlp.traces(
        new ObserveConfig.Traces(endpoint, Secret.parse("Bearer t")),
        environment,
        "node-1",
        "1.2.3");
  }

  private static Detection detection(String parent) {
    Detection like = SampleResponses.detection();
    return new Detection(
        like.id(),
        like.rule(),
        like.priority(),
        like.source(),
        like.tags(),
        like.time(),
        like.output(),
        new TreeMap<>(Map.of(ResponseTraces.TRACEPARENT, parent)),
        like.node(),
        like.process(),
        like.containerId(),
        like.containerName(),
        like.image(),
        like.privileged(),
        like.podUid(),
        like.podName(),
        like.namespace(),
        like.podLabels(),
        like.workload(),
        like.writtenDirectories());
  }
}
