package io.nightjar.actions.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerControl.Freezing;
import io.nightjar.actions.ContainerControl.State;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code container:freeze}: every process of the container stands still, with its memory, its open
 * files and its connections; undo thaws it. The kernel keeps it so without Nightjar. A liveness
 * probe that fails meanwhile makes the kubelet restart the container, and then it is gone.
 */
public final class FreezeContainer implements Action {
  public static final String ID = "container:freeze";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Freeze every process of the container; a failing liveness probe may restart it",
          ContainerTarget.class,
          Map.of(),
          true,
          true,
          true,
          List.of(),
          "D3-PSEP");

  private final ContainerControl containers;
  private final Intents intents;

  public FreezeContainer(ContainerControl containers, Intents intents) {
    this.containers = containers;
    this.intents = intents;
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
    String shown = DisplayText.of(target.describe());
    if (request.dryRun()) {
      return dryRun(containers.look(target), shown);
    }
    boolean begunBefore = intents.begin(request.responseId());
    Outcome outcome = outcome(containers.freeze(target), shown, begunBefore);
    if (!(outcome instanceof Outcome.Succeeded)) {
      intents.forget(request.responseId());
    }
    return outcome;
  }

  private static Outcome dryRun(Freezing found, String shown) {
    return switch (found.after()) {
      case RUNNING ->
          new Outcome.Succeeded(
              List.of("dry run: freeze " + shown), NullNode.getInstance(), List.of());
      case FROZEN, FREEZING -> new Outcome.NothingToDo(shown + " is frozen already");
      case GONE -> new Outcome.NothingToDo(shown + " has already ended");
      case UNAVAILABLE -> new Outcome.Failed(Kind.UNSUPPORTED, found.detail());
    };
  }

  /**
   * @param begunBefore whether an earlier run of the same response, cut short, may have frozen it
   */
  private static Outcome outcome(Freezing found, String shown, boolean begunBefore) {
    boolean was = found.before() == State.FROZEN || found.before() == State.FREEZING;
    return switch (found.after()) {
      case FROZEN, FREEZING ->
          was && !begunBefore
              ? new Outcome.NothingToDo(shown + " is frozen already; somebody else froze it")
              : new Outcome.Succeeded(
                  List.of("froze " + shown),
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("group", found.group())
                      .put("inode", found.inode()),
                  found.after() == State.FROZEN
                      ? List.of()
                      : List.of(
                          "a process is in a wait in the kernel and freezes when that ends: "
                              + found.detail()));
      case GONE -> new Outcome.NothingToDo(shown + " has already ended");
      case RUNNING -> new Outcome.Failed(Kind.REFUSED, "still runs: " + found.detail());
      case UNAVAILABLE -> new Outcome.Failed(Kind.UNSUPPORTED, found.detail());
    };
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof ContainerTarget target)) {
      return new UndoOutcome.Failed(Kind.UNSUPPORTED, ID + " acts on a container");
    }
    String shown = DisplayText.of(target.describe());
    Freezing now = containers.look(target);
    if (now.after() != State.GONE
        && now.after() != State.UNAVAILABLE
        && now.inode() != beforeState.path("inode").asLong()) {
      return new UndoOutcome.Refused(
          "the container was made anew under its id",
          List.of(
              "control group: was inode "
                  + beforeState.path("inode").asLong()
                  + ", is "
                  + now.inode()));
    }
    UndoOutcome outcome =
        switch (now.after()) {
          case RUNNING -> undone(shown + " went on before; somebody thawed it");
          case GONE -> undone(shown + " has ended meanwhile");
          case UNAVAILABLE -> new UndoOutcome.Failed(Kind.UNSUPPORTED, now.detail());
          case FROZEN, FREEZING -> thawed(containers.thaw(target), shown);
        };
    if (outcome instanceof UndoOutcome.Undone) {
      intents.forget(request.responseId());
    }
    return outcome;
  }

  /** That it stands, after this response had set out to freeze it and only the answer was lost. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(request.target() instanceof ContainerTarget target)
        || !intents.begun(request.responseId())) {
      return Optional.empty();
    }
    Outcome found = outcome(containers.look(target), DisplayText.of(target.describe()), true);
    return found instanceof Outcome.Succeeded frozen ? Optional.of(frozen) : Optional.empty();
  }

  private static UndoOutcome thawed(Freezing found, String shown) {
    return switch (found.after()) {
      case RUNNING -> undone("thawed " + shown);
      case GONE -> undone(shown + " has ended meanwhile");
      case FROZEN, FREEZING, UNAVAILABLE ->
          new UndoOutcome.Failed(Kind.UNAVAILABLE, "still frozen: " + found.detail());
    };
  }

  private static UndoOutcome.Undone undone(String change) {
    return new UndoOutcome.Undone(List.of(change));
  }
}
