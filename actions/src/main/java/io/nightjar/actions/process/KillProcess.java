package io.nightjar.actions.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessControl.KillResult;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;

/** {@code process:kill}: kills one process, with its descendants or alone, on this node. */
public final class KillProcess implements Action {
  public static final String ID = "process:kill";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Kill the process, and all its descendants unless it is to be alone",
          ProcessTarget.class,
          Map.of(ProcessScope.PARAMETER, ProcessScope.MEANING),
          false,
          true,
          false,
          List.of(),
          "D3-PT");

  private final ProcessControl processes;

  public KillProcess(ProcessControl processes) {
    this.processes = processes;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof ProcessTarget target)) {
      return new Outcome.Failed(
          Outcome.Failed.Kind.UNSUPPORTED,
          ID + " acts on a process, not on " + request.target().describe());
    }
    String shown = DisplayText.of(target.describe());
    ProcessScope scope = ProcessScope.of(request.parameters()).orElse(null);
    if (scope == null) {
      return new Outcome.Failed(Outcome.Failed.Kind.UNSUPPORTED, ProcessScope.PROBLEM);
    }
    if (request.dryRun()) {
      return new Outcome.Succeeded(
          List.of("dry run: kill " + shown + scope.words()), NullNode.getInstance(), List.of());
    }
    KillResult result = processes.kill(target, scope == ProcessScope.TREE);
    if (result.gone() && result.killed().isEmpty()) {
      return new Outcome.NothingToDo(shown + " has already ended");
    }
    List<String> refused = result.refused().stream().map(DisplayText::of).toList();
    if (result.killed().isEmpty()) {
      return new Outcome.Failed(
          Outcome.Failed.Kind.WRONG_TARGET,
          "not killed: " + (refused.isEmpty() ? shown : String.join("; ", refused)));
    }
    return new Outcome.Succeeded(
        result.killed().stream().map(process -> "killed " + DisplayText.of(process)).toList(),
        NullNode.getInstance(),
        refused.stream().map(reason -> "left alone: " + reason).toList());
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Outcome.Failed.Kind.UNSUPPORTED, "a killed process cannot be brought back");
  }
}
