package io.nightjar.actions.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code evidence:collect}: keeps what can be seen of a container, changing nothing of it. Each
 * artefact's hash goes into the audit log with the outcome.
 */
public final class CollectEvidence implements Action {
  public static final String ID = "evidence:collect";
  public static final String KINDS = "kinds";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Keep evidence of the container: processes, files, sockets, logs, packets",
          ContainerTarget.class,
          Map.of(
              KINDS,
              "what is collected: "
                  + String.join(", ", EvidenceKind.names())
                  + ", packets:30s for so long, or the path of a file; all but packets when left"
                  + " out"),
          false,
          false,
          true,
          List.of(
              new Permission("", "pods", List.of("get")),
              new Permission("", "pods/log", List.of("get"))),
          "D3-FA");

  private final EvidenceSource evidence;
  private final ContainerLogs logs;

  public CollectEvidence(EvidenceSource evidence, KubernetesClient client) {
    this.evidence = evidence;
    this.logs = new ContainerLogs(client);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof ContainerTarget target)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, ID + " acts on a container, not on " + request.target().describe());
    }
    List<String> kinds = kinds(request);
    Optional<String> strange = kinds.stream().filter(kind -> !EvidenceKind.isOne(kind)).findFirst();
    if (strange.isPresent()) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          "\""
              + DisplayText.of(strange.get())
              + "\" is no kind of evidence; there are "
              + String.join(", ", EvidenceKind.names())
              + " and absolute paths");
    }
    String shown = DisplayText.of(target.describe());
    if (request.dryRun()) {
      return new Outcome.Succeeded(
          List.of("dry run: collect " + DisplayText.of(String.join(", ", kinds)) + " of " + shown),
          NullNode.getInstance(),
          List.of());
    }
    if (evidence.found(request.responseId()).isPresent()) {
      return new Outcome.NothingToDo("collected already");
    }
    Collected collected =
        evidence.collect(
            new EvidenceSource.Order(
                request.responseId(),
                target,
                kinds,
                kinds.contains(EvidenceKind.LOGS)
                    ? Map.of(EvidenceKind.LOGS, most -> logs.open(target, most))
                    : Map.of()));
    if (!collected.problem().isEmpty()) {
      return new Outcome.Failed(Kind.REFUSED, collected.problem());
    }
    return collected.gone() && collected.artefacts().isEmpty()
        ? new Outcome.NothingToDo(shown + " has already ended")
        : succeeded(collected, shown);
  }

  private static Outcome.Succeeded succeeded(Collected collected, String shown) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "kept "
            + collected.artefacts().size()
            + " artefacts of "
            + shown
            + " in "
            + collected.folder());
    collected
        .artefacts()
        .forEach(
            one ->
                changes.add(one.name() + ", " + one.bytes() + " bytes, SHA-256 " + one.sha256()));
    return new Outcome.Succeeded(
        changes,
        NullNode.getInstance(),
        collected.notes().stream().map(DisplayText::of).toList(),
        collected.artefacts());
  }

  private static List<String> kinds(ActionRequest request) {
    List<String> asked = request.parameters().list(KINDS);
    return asked.isEmpty() ? EvidenceKind.usual() : asked.stream().distinct().toList();
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return evidence
        .found(request.responseId())
        .map(found -> succeeded(found, DisplayText.of(request.target().describe())));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED, "it changed nothing; evidence is deleted by its retention alone");
  }
}
