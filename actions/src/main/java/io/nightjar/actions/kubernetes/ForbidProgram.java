package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.kubernetes.CustomTypes.TetragonPolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code kubernetes:forbid-program}: where Tetragon runs, it kills whatever executes one of the
 * given files in the pods of a workload, before the first instruction of it.
 *
 * <p>Source: Tetragon documentation, TracingPolicyNamespaced, pod selectors, Sigkill action; the
 * hook is the one that has the file which is executed in the end, an interpreter for a script.
 */
public final class ForbidProgram implements Action {
  public static final String ID = "kubernetes:forbid-program";

  private static final String PROGRAM = "program";

  /** As many values as the oldest kernels that Tetragon knows compare in one selector. */
  private static final int MOST = 4;

  private static final Pattern PATH = Pattern.compile("(/[^/\\p{Cntrl}]{1,255}){1,64}");
  private static final int LONGEST = 255;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(
          WorkloadKind.DEPLOYMENT,
          WorkloadKind.STATEFUL_SET,
          WorkloadKind.REPLICA_SET,
          WorkloadKind.DAEMON_SET);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Let Tetragon kill whatever executes the program in the workload's pods",
          WorkloadTarget.class,
          Map.of(PROGRAM, "absolute path of the file, as the container sees it; up to " + MOST),
          true,
          true,
          true,
          Stream.concat(
                  WorkloadKind.permissions(KINDS).stream()
                      .map(one -> new Permission(one.apiGroup(), one.resource(), List.of("get"))),
                  Stream.of(
                      new Permission(
                          "cilium.io",
                          "tracingpoliciesnamespaced",
                          List.of("get", "create", "delete"))))
              .toList(),
          "D3-EDL");

  private final ClusterObjects cluster;

  public ForbidProgram(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    Optional<WorkloadKind> kind = kind(request);
    if (!(request.target() instanceof WorkloadTarget target) || kind.isEmpty()) {
      return WrongTarget.kind(ID, request.target());
    }
    List<String> programs = programs(request);
    if (programs.isEmpty() || programs.size() > MOST) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, "say which programs, one to " + MOST + ": program=/usr/bin/nc");
    }
    for (String program : programs) {
      if (!PATH.matcher(program).matches() || program.length() > LONGEST) {
        return new Outcome.Failed(
            Kind.UNSUPPORTED,
            "\"" + DisplayText.of(program) + "\" is not the absolute path of a file");
      }
    }
    return ConflictRetry.execute(() -> attempt(request, target, kind.get().type(), programs));
  }

  private <T extends HasMetadata> Outcome attempt(
      ActionRequest request, WorkloadTarget target, Class<T> type, List<String> programs) {
    return switch (cluster.find(type, target.namespace(), target.name(), target.uid())) {
      case Lookup.Gone<T> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
      case Lookup.Another<T> other -> WrongTarget.uid(target, target.uid(), other.uid());
      case Lookup.Found<T> found ->
          cluster.supports(TetragonPolicy.class)
              ? own(request, target, cluster.json(found.object()))
                  .make(
                      "Tetragon kills it there already: " + Words.some(programs, MOST),
                      List.of(
                          "what runs already goes on; a copy under another path is not stopped,"
                              + " and a link is followed: name the file that it leads to",
                          "a probe or an entry point that runs it fails, and its container"
                              + " restarts"))
              : new Outcome.Failed(
                  Kind.UNSUPPORTED,
                  "the cluster has no Tetragon: it does not know TracingPolicyNamespaced");
    };
  }

  private static Optional<WorkloadKind> kind(ActionRequest request) {
    return request.target() instanceof WorkloadTarget target
        ? WorkloadKind.of(target.kind()).filter(KINDS::contains)
        : Optional.empty();
  }

  private static List<String> programs(ActionRequest request) {
    return request.parameters().list(PROGRAM).stream().distinct().sorted().toList();
  }

  private OwnObjects own(ActionRequest request, WorkloadTarget target, ObjectNode workload) {
    return new OwnObjects(
        cluster,
        request,
        List.of(policy(target, workload.at("/spec/selector"), programs(request))));
  }

  /** Named after the workload and the programs, so that a second run meets the first one's. */
  private static HasMetadata policy(
      WorkloadTarget target, JsonNode selector, List<String> programs) {
    TetragonPolicy policy = new TetragonPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(target.namespace())
            .withName(
                "nightjar-forbid-program-"
                    + Fingerprint.of(10, target.uid(), String.join("\0", programs)))
            .build());
    Map<String, Object> match =
        Map.of(
            "matchArgs",
            List.of(Map.of("index", 1, "operator", "Equal", "values", programs)),
            "matchActions",
            List.of(Map.of("action", "Sigkill")));
    policy.setAdditionalProperty(
        "spec",
        Map.of(
            "podSelector",
            JSON.convertValue(selector, Map.class),
            "kprobes",
            List.of(
                Map.of(
                    "call",
                    "security_bprm_creds_from_file",
                    "syscall",
                    false,
                    "args",
                    List.of(Map.of("index", 0, "type", "nop"), Map.of("index", 1, "type", "file")),
                    "selectors",
                    List.of(match)))));
    return policy;
  }

  /** What was made is in the before-state: the workload may be gone by then. */
  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof WorkloadTarget
        ? ConflictRetry.undo(
            () ->
                new OwnObjects(cluster, request, List.of(new TetragonPolicy())).remove(beforeState))
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof WorkloadTarget target
        ? kind(request)
            .flatMap(kind -> cluster.get(kind.type(), target.namespace(), target.name()))
            .filter(found -> target.uid().equals(found.getMetadata().getUid()))
            .flatMap(found -> own(request, target, cluster.json(found)).recover())
        : Optional.empty();
  }
}
