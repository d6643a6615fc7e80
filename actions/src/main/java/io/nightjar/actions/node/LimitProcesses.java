package io.nightjar.actions.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerControl.ProcessLimit;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code container:limit-processes}: the container may have no more than so many processes and
 * threads; Kubernetes has no field for that. Those that there are go on, and the kernel keeps the
 * limit without Nightjar. A container that is started anew is not limited.
 */
public final class LimitProcesses implements Action {
  public static final String ID = "container:limit-processes";

  private static final String MOST = "most";
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Let the container have no more than so many processes and threads; those there are go"
              + " on",
          ContainerTarget.class,
          Map.of(MOST, "how many"),
          true,
          true,
          true,
          List.of(),
          "D3-KBPI");

  private final ContainerControl containers;
  private final Intents intents;

  public LimitProcesses(ContainerControl containers, Intents intents) {
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
    String most = request.parameters().text(MOST, "");
    if (!NUMBER.matcher(most).matches()) {
      return new Outcome.Failed(Kind.UNSUPPORTED, "say how many there may be: most=64");
    }
    ProcessLimit found = containers.processLimit(target);
    String shown = DisplayText.of(target.describe());
    return switch (found.state()) {
      case GONE -> new Outcome.NothingToDo(shown + " has already ended");
      case UNAVAILABLE -> new Outcome.Failed(Kind.UNSUPPORTED, found.detail());
      case FROZEN, FREEZING, RUNNING ->
          isLimited(found.most(), most)
              ? new Outcome.NothingToDo(shown + " may have " + found.most() + " at most already")
              : request.dryRun()
                  ? new Outcome.Succeeded(
                      List.of("dry run: let " + shown + " have " + most + " processes at most"),
                      NullNode.getInstance(),
                      List.of())
                  : limit(request, target, found, most);
    };
  }

  private static boolean isLimited(String there, String most) {
    return NUMBER.matcher(there).matches() && Long.parseLong(there) <= Long.parseLong(most);
  }

  private Outcome limit(
      ActionRequest request, ContainerTarget target, ProcessLimit before, String most) {
    intents.begin(request.responseId(), before.most());
    ProcessLimit after = containers.limitProcesses(target, before.inode(), most);
    if (after.most().equals(most)) {
      return done(target, after, before.most());
    }
    intents.forget(request.responseId());
    return switch (after.state()) {
      case GONE ->
          new Outcome.NothingToDo(DisplayText.of(target.describe()) + " has already ended");
      case UNAVAILABLE -> new Outcome.Failed(Kind.UNSUPPORTED, after.detail());
      case FROZEN, FREEZING, RUNNING ->
          new Outcome.Failed(Kind.REFUSED, "not limited: " + after.detail());
    };
  }

  private static Outcome.Succeeded done(ContainerTarget target, ProcessLimit after, String before) {
    List<String> warnings = new ArrayList<>();
    warnings.add("a program that can make no more may fail; started anew, it is not limited");
    long most = Long.parseLong(after.most());
    if (after.running() > most) {
      warnings.add("it has " + after.running() + " now: these go on, and no other is made");
    }
    return new Outcome.Succeeded(
        List.of(
            DisplayText.of(target.describe())
                + " may have "
                + after.most()
                + " processes and threads at most, before: "
                + before),
        JsonNodeFactory.instance
            .objectNode()
            .put("group", after.group())
            .put("inode", after.inode())
            .put("before", before)
            .put(MOST, after.most()),
        warnings);
  }

  /** What the limit was before, from the note that was written before it was changed. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    String before = intents.note(request.responseId()).orElse("");
    if (!(request.target() instanceof ContainerTarget target) || before.isEmpty()) {
      return Optional.empty();
    }
    ProcessLimit found = containers.processLimit(target);
    return found.most().equals(request.parameters().text(MOST, ""))
        ? Optional.of(done(target, found, before))
        : Optional.empty();
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof ContainerTarget target)) {
      return new Standing.Unknown(ID + " acts on a container");
    }
    ProcessLimit found = containers.processLimit(target);
    String most = beforeState.path(MOST).asText();
    if (found.inode() != beforeState.path("inode").asLong()) {
      return new Standing.Unknown("the container has ended");
    }
    return found.most().equals(most)
        ? new Standing.Holds()
        : new Standing.Reverted(List.of(difference(most, found)), "");
  }

  private static String difference(String most, ProcessLimit found) {
    return "limit of processes: left " + most + ", now " + DisplayText.of(found.most());
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof ContainerTarget target)) {
      return new UndoOutcome.Failed(Kind.UNSUPPORTED, ID + " acts on a container");
    }
    String shown = DisplayText.of(target.describe());
    String before = beforeState.path("before").asText();
    long inode = beforeState.path("inode").asLong();
    ProcessLimit found = containers.processLimit(target);
    UndoOutcome outcome =
        switch (found.state()) {
          case GONE -> undone(shown + " has ended meanwhile");
          case UNAVAILABLE -> new UndoOutcome.Failed(Kind.UNSUPPORTED, found.detail());
          case FROZEN, FREEZING, RUNNING ->
              found.inode() != inode
                  ? undone(shown + " was started anew, without the limit")
                  : found.most().equals(before)
                      ? undone(shown + " may have as many as before already")
                      : found.most().equals(beforeState.path(MOST).asText())
                          ? restored(
                              containers.limitProcesses(target, inode, before), before, shown)
                          : new UndoOutcome.Refused(
                              "somebody changed the limit since",
                              List.of(difference(beforeState.path(MOST).asText(), found)));
        };
    if (outcome instanceof UndoOutcome.Undone) {
      intents.forget(request.responseId());
    }
    return outcome;
  }

  private static UndoOutcome restored(ProcessLimit after, String before, String shown) {
    return after.most().equals(before)
        ? undone(shown + " may have " + before + " processes again")
        : after.state() == ContainerControl.State.GONE
            ? undone(shown + " has ended meanwhile")
            : new UndoOutcome.Failed(Kind.UNAVAILABLE, "still limited: " + after.detail());
  }

  private static UndoOutcome.Undone undone(String change) {
    return new UndoOutcome.Undone(List.of(change));
  }
}
