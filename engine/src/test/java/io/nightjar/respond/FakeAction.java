package io.nightjar.respond;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An action that remembers what was asked of it and answers as it is told. */
public class FakeAction implements Action {

  public final List<ActionRequest> executed = new CopyOnWriteArrayList<>();
  public final List<JsonNode> undone = new CopyOnWriteArrayList<>();
  public volatile Function<ActionRequest, Outcome> answer =
      request ->
          new Outcome.Succeeded(
              List.of("isolated " + request.target().describe()),
              JsonNodeFactory.instance.objectNode().put("labels", "app=checkout"),
              List.of());
  public volatile Function<ActionRequest, UndoOutcome> undoAnswer =
      request -> new UndoOutcome.Undone(List.of("labels restored"));

  public volatile Standing standing = new Standing.Holds();
  public volatile Optional<Progress> progress = Optional.empty();

  private final String id;
  private final boolean reversible;

  public FakeAction(String id, boolean reversible) {
    this.id = id;
    this.reversible = reversible;
  }

  @Override
  public ActionDescriptor descriptor() {
    return new ActionDescriptor(
        id, "for tests", PodTarget.class, Map.of(), reversible, true, true, List.of(), "D3-NI");
  }

  @Override
  public Outcome execute(ActionRequest request) {
    executed.add(request);
    return answer.apply(request);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    undone.add(beforeState);
    return undoAnswer.apply(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return standing;
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return progress;
  }
}
