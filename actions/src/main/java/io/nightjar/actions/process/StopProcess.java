package io.nightjar.actions.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessControl.ResumeResult;
import io.nightjar.actions.ProcessControl.StopResult;
import io.nightjar.actions.ProcessControl.StoppedProcess;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code process:stop}: stops a process where it is, with its memory and its open files; undo lets
 * it go on. Whoever may signal it in its container can let it go on too: freezing the container is
 * stronger.
 */
public final class StopProcess implements Action {
  public static final String ID = "process:stop";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Stop the process, and all its descendants unless it is to be alone; it can go on later",
          ProcessTarget.class,
          Map.of(ProcessScope.PARAMETER, ProcessScope.MEANING),
          true,
          true,
          true,
          List.of(),
          "D3-PSEP");

  private final ProcessControl processes;
  private final Intents intents;

  public StopProcess(ProcessControl processes, Intents intents) {
    this.processes = processes;
    this.intents = intents;
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
    ProcessScope scope = ProcessScope.of(request.parameters()).orElse(null);
    if (scope == null) {
      return new Outcome.Failed(Outcome.Failed.Kind.UNSUPPORTED, ProcessScope.PROBLEM);
    }
    String shown = DisplayText.of(target.describe());
    if (request.dryRun()) {
      return new Outcome.Succeeded(
          List.of("dry run: stop " + shown + scope.words()), NullNode.getInstance(), List.of());
    }
    boolean begunBefore = intents.begin(request.responseId());
    Outcome outcome =
        outcome(processes.stop(target, scope == ProcessScope.TREE), shown, begunBefore);
    if (!(outcome instanceof Outcome.Succeeded)) {
      intents.forget(request.responseId());
    }
    return outcome;
  }

  /**
   * @param begunBefore whether an earlier run of the same response, cut short, may have stopped
   *     what is found standing
   */
  private static Outcome outcome(StopResult result, String shown, boolean begunBefore) {
    List<StoppedProcess> ours = new ArrayList<>(result.stopped());
    if (begunBefore) {
      ours.addAll(result.stoodBefore());
    }
    List<String> refused = result.refused().stream().map(DisplayText::of).toList();
    if (ours.isEmpty()) {
      if (!result.stoodBefore().isEmpty()) {
        return new Outcome.NothingToDo(shown + " stands already; somebody else stopped it");
      }
      return result.gone() && refused.isEmpty()
          ? new Outcome.NothingToDo(shown + " has already ended")
          : new Outcome.Failed(
              Outcome.Failed.Kind.WRONG_TARGET,
              "not stopped: " + (refused.isEmpty() ? shown : String.join("; ", refused)));
    }
    List<String> warnings = new ArrayList<>();
    refused.forEach(reason -> warnings.add("not stopped: " + reason));
    if (begunBefore) {
      warnings.add("found after a restart; what stood then counts as stopped by this response");
    } else {
      result
          .stoodBefore()
          .forEach(
              one ->
                  warnings.add(
                      DisplayText.of(one.name()) + " stood already and will not go on by undo"));
    }
    return new Outcome.Succeeded(
        ours.stream().map(one -> "stopped " + DisplayText.of(one.name())).toList(),
        write(ours),
        warnings);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof ProcessTarget target)) {
      return new UndoOutcome.Failed(Outcome.Failed.Kind.UNSUPPORTED, ID + " acts on a process");
    }
    ResumeResult result = processes.resume(target, read(beforeState));
    if (!result.refused().isEmpty()) {
      return new UndoOutcome.Refused(
          "not everything goes on again", result.refused().stream().map(DisplayText::of).toList());
    }
    intents.forget(request.responseId());
    List<String> changes = new ArrayList<>();
    result.resumed().forEach(one -> changes.add(DisplayText.of(one) + " goes on"));
    result
        .ranAlready()
        .forEach(one -> changes.add(DisplayText.of(one) + " went on before; somebody let it"));
    result.gone().forEach(one -> changes.add(DisplayText.of(one) + " has ended meanwhile"));
    return new UndoOutcome.Undone(changes);
  }

  /**
   * Which processes a run stopped whose answer was lost is known to the node alone, and it cannot
   * be asked without stopping: so it cannot be told, instead of being told as not done.
   */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (intents.begun(request.responseId())) {
      throw new IllegalStateException(
          "a process that stands does not tell who stopped it; ask for it again, and undo that");
    }
    return Optional.empty();
  }

  private static JsonNode write(List<StoppedProcess> stopped) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    stopped.forEach(
        one ->
            list.addObject()
                .put("pid", one.pid())
                .put("startTimeTicks", one.startTimeTicks())
                .put("name", one.name()));
    return list;
  }

  private static List<StoppedProcess> read(JsonNode list) {
    List<StoppedProcess> stopped = new ArrayList<>();
    list.forEach(
        one ->
            stopped.add(
                new StoppedProcess(
                    one.path("pid").asInt(),
                    one.path("startTimeTicks").asLong(),
                    one.path("name").asText())));
    return stopped;
  }
}
