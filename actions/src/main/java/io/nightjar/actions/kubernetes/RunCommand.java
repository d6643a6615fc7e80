package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kubernetes:run-command}: runs one program in a container of the pod, as a list of
 * arguments and never through a shell.
 *
 * <p>The pod is marked before the program starts: a run whose answer was lost is not repeated,
 * because nobody knows what doing it twice would do.
 */
public final class RunCommand implements Action {
  public static final String ID = "kubernetes:run-command";

  static final String ARGV = "argv";
  static final String CONTAINER = "container";
  static final String TIMEOUT_SECONDS = "timeoutSeconds";

  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration BESIDE = Duration.ofSeconds(10);
  private static final int MOST_ARGUMENTS = 64;
  private static final int LONGEST_ARGUMENT = 4096;

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Run a program in a container of the pod, without a shell; its output is kept and hashed",
          PodTarget.class,
          Map.of(
              ARGV, "the program and its arguments, each by itself",
              CONTAINER, "name of the container; the first one without it",
              TIMEOUT_SECONDS, "leave it alone after so long, 10 without it; at most 300"),
          false,
          true,
          false,
          List.of(
              new Permission("", "pods", List.of("get", "patch")),
              // servers ask for the one or the other, by their version
              new Permission("", "pods/exec", List.of("get", "create"))),
          "");

  private final ClusterObjects cluster;
  private final PodExec exec;

  public RunCommand(KubernetesClient client) {
    this(client, new ServerExec(client));
  }

  RunCommand(KubernetesClient client, PodExec exec) {
    this.cluster = new ClusterObjects(client);
    this.exec = exec;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Optional<Duration> timeLimit(ActionRequest request) {
    return Optional.of(
        DrainNode.seconds(request.parameters(), TIMEOUT_SECONDS, LONGEST)
            .orElse(USUAL)
            .plus(BESIDE));
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    Optional<String> problem = problem(request);
    if (problem.isPresent()) {
      return new Outcome.Failed(Kind.UNSUPPORTED, problem.get());
    }
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
              case Lookup.Another<Pod> other -> WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found -> run(request, target, found.object());
            });
  }

  private static Optional<String> problem(ActionRequest request) {
    List<String> argv = request.parameters().list(ARGV);
    if (argv.isEmpty() || argv.size() > MOST_ARGUMENTS || argv.getFirst().isBlank()) {
      return Optional.of(
          ARGV + " is a program and its arguments, " + MOST_ARGUMENTS + " at most in all");
    }
    if (argv.stream().anyMatch(one -> one.length() > LONGEST_ARGUMENT || one.indexOf(0) >= 0)) {
      return Optional.of("an argument is longer than " + LONGEST_ARGUMENT + ", or holds a NUL");
    }
    boolean strange =
        !request.parameters().list(TIMEOUT_SECONDS).isEmpty()
            && DrainNode.seconds(request.parameters(), TIMEOUT_SECONDS, LONGEST).isEmpty();
    return strange
        ? Optional.of(TIMEOUT_SECONDS + " is a number from 0 to " + LONGEST.toSeconds())
        : Optional.empty();
  }

  private Outcome run(ActionRequest request, PodTarget target, Pod pod) {
    String container =
        request.parameters().text(CONTAINER, pod.getSpec().getContainers().getFirst().getName());
    if (pod.getSpec().getContainers().stream()
        .map(Container::getName)
        .noneMatch(container::equals)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, target.describe() + " has no container " + DisplayText.of(container));
    }
    String mark = mark(request);
    Map<String, String> marks = pod.getMetadata().getAnnotations();
    if (marks != null && request.responseId().equals(marks.get(mark))) {
      return new Outcome.Failed(
          Kind.CONFLICT,
          "this response was about to run it before and its answer was lost: whether it ran is not"
              + " known, and it is not run again");
    }
    String words = shown(request.parameters().list(ARGV)) + " in container " + container;
    ObjectPatch patch = ObjectPatch.of(cluster.json(pod));
    cluster.patch(
        pod, patch.set(request.responseId(), "metadata", "annotations", mark), request.dryRun());
    if (request.dryRun()) {
      return DryRun.of(
          new Outcome.Succeeded(
              List.of("run " + words), JsonNodeFactory.instance.nullNode(), List.of()));
    }
    Duration atMost =
        DrainNode.seconds(request.parameters(), TIMEOUT_SECONDS, LONGEST).orElse(USUAL);
    PodExec.Result result;
    try {
      result =
          exec.run(
              target.namespace(),
              target.name(),
              container,
              request.parameters().list(ARGV),
              atMost);
    } catch (KubernetesClientException failure) {
      // no new attempt from here: it would find the mark and know no more
      return ClientFailure.of(failure).outcome();
    }
    return told(target, words, atMost, result);
  }

  private Outcome told(PodTarget target, String words, Duration atMost, PodExec.Result result) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "ran "
            + words
            + ": "
            + (result.ended()
                ? "exit code " + result.exitCode()
                : "no end in " + atMost.toSeconds() + " s"));
    stream(changes, "output", result.out());
    stream(changes, "errors", result.err());
    List<String> warnings = new ArrayList<>();
    if (!result.ended()) {
      warnings.add("the program was left alone and may still run");
    }
    // it is named in the request, so it could have been replaced between the look and the run
    if (!(cluster.find(Pod.class, target.namespace(), target.name(), target.uid())
        instanceof Lookup.Found<Pod>)) {
      warnings.add(
          target.describe() + " went away meanwhile: it may have run in a pod that took its name");
    }
    return new Outcome.Succeeded(changes, json(result), warnings);
  }

  private static void stream(List<String> changes, String name, PodExec.Output output) {
    if (output.bytes() > 0) {
      changes.add(
          name
              + ": "
              + output.bytes()
              + " bytes, sha256 "
              + output.sha256()
              + ": "
              + DisplayText.of(output.start()));
    }
  }

  /** The start of both streams, for whoever reads the response; there is nothing to undo. */
  private static ObjectNode json(PodExec.Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("exitCode", result.exitCode()).put("ended", result.ended());
    json.putObject("out")
        .put("start", result.out().start())
        .put("bytes", result.out().bytes())
        .put("sha256", result.out().sha256());
    json.putObject("err")
        .put("start", result.err().start())
        .put("bytes", result.err().bytes())
        .put("sha256", result.err().sha256());
    return json;
  }

  private static String mark(ActionRequest request) {
    return "nightjar.io/ran-"
        + Fingerprint.of(8, request.parameters().list(ARGV).toArray(String[]::new));
  }

  private static String shown(List<String> argv) {
    return argv.stream().map(DisplayText::of).toList().toString();
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED, "what a program did is not known, so it cannot be undone");
  }
}
