package io.nightjar;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.respond.Answers;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.respond.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Responses and detections of one made-up night, the same in every test. */
public final class SampleResponses {

  public static final Instant THREE = Instant.parse("2026-11-20T02:00:00Z");
  public static final String ESCAPE = "\u001b[2J\u001b]0;owned\u0007";

  private SampleResponses() {}

  public static Detection detection() {
    return detection("sh -i");
  }

  public static Detection detection(String commandLine) {
    return new Detection(
        "d-11aa22bb33cc",
        "Terminal shell in container",
        Priority.CRITICAL,
        "syscall",
        new TreeSet<>(List.of("container", "shell")),
        THREE,
        "A shell was spawned in a container with an attached terminal",
        new TreeMap<>(Map.of("proc.name", "sh", "proc.pid", 4242L)),
        "node-1",
        new ProcessRef(4242, 991, "sh", "/bin/sh", commandLine, 0, List.of("nginx", "runc")),
        "0123456789abcdef",
        "app",
        "registry.example/shop/checkout:1.4",
        false,
        "u-1",
        "checkout-7d4b9",
        "shop",
        Map.of("app", "checkout"),
        new WorkloadTarget("Deployment", "shop", "checkout", "w-1"),
        List.of("/tmp"));
  }

  public static ResponseRequest request(String id, @Nullable ApprovalAsk ask) {
    return new ResponseRequest(
        id,
        "shell-at-night",
        "isolate at night",
        "kubernetes:isolate-pod",
        new PodTarget("shop", "checkout-7d4b9", "u-1"),
        Parameters.NONE,
        "a terminal shell was opened in checkout-7d4b9",
        List.of("d-11aa22bb33cc"),
        THREE.plusMillis(3),
        THREE,
        Duration.ofHours(8),
        ask,
        new Edition(
            "0f1e2d3c4b5a".repeat(5) + "0f1e",
            "89abcdef".repeat(5),
            Stage.ENFORCE,
            "its playbook.yaml says enforce",
            true));
  }

  public static Response succeeded() {
    return response(
        request("r-5f3c9a1b2c3d4e5f", null),
        ResponseState.SUCCEEDED,
        "done",
        null,
        new Outcome.Succeeded(
            List.of("pod labelled nightjar.io/quarantine", "NetworkPolicy created"),
            JsonNodeFactory.instance.objectNode().put("uid", "6f1c"),
            List.of("policy allow-dns still selects the pod")),
        null);
  }

  public static Response waiting() {
    ApprovalAsk ask =
        ApprovalAsk.of(
            List.of("on-call"),
            Duration.ofMinutes(30),
            List.of(new ApprovalAsk.Step(Duration.ofMinutes(10), List.of("lead"))));
    return response(
        request("r-77ab00c1d2e3f405", ask),
        ResponseState.AWAITING_APPROVAL,
        "it is day, so a person is asked",
        THREE.plus(Duration.ofMinutes(30)),
        null,
        null);
  }

  /** Waits, and every name in it was chosen by an attacker. */
  public static Response hostile(String id) {
    String name = "<img src=x onerror=alert(1)>" + ESCAPE;
    ResponseRequest request =
        new ResponseRequest(
            id,
            "shell-at-night",
            "isolate at night",
            "kubernetes:isolate-pod",
            new PodTarget("shop", name, "u-1"),
            Parameters.NONE,
            "a shell in " + name,
            List.of(),
            THREE,
            THREE,
            null,
            ApprovalAsk.of(List.of(), Duration.ofMinutes(30), List.of()));
    return response(
        request,
        ResponseState.AWAITING_APPROVAL,
        name,
        THREE.plus(Duration.ofMinutes(30)),
        null,
        null);
  }

  public static Response denied() {
    return response(
        request("r-77ab99ffffffffff", null),
        ResponseState.DENIED,
        "namespace shop is protected",
        null,
        null,
        null);
  }

  public static Response undoRefused() {
    return response(
        request("r-0badc0de00000000", null),
        ResponseState.UNDO_REFUSED,
        "changed since",
        null,
        null,
        new UndoOutcome.Refused(
            "the pod changed since", List.of("metadata.labels.app: \"x\" then, \"y\" now")));
  }

  public static Response response(
      ResponseRequest request,
      ResponseState state,
      String reason,
      @Nullable Instant expiresAt,
      @Nullable Outcome outcome,
      @Nullable UndoOutcome undo) {
    return new Response(
        request,
        state,
        reason,
        "",
        new Answers(List.of(), 0, "", List.of()),
        expiresAt,
        false,
        outcome,
        undo,
        outcome == null ? null : 41L,
        List.of(
            new GuardFinding("kill switch", "pass", "it is off"),
            new GuardFinding("protected", "pass", "shop is not protected")),
        0,
        THREE.plusMillis(41));
  }
}
