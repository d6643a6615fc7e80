package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every action promises that can be undone, on any kind of target. */
abstract class TargetActionContract extends ActionContract {

  /** Makes something that the action, run with {@link #parameters}, changes. */
  abstract Target prepared();

  Parameters parameters() {
    return Parameters.NONE;
  }

  /** Everything that the action may touch, comparable. */
  abstract JsonNode world(Target target);

  @Test
  void theUndoRestoresEverythingExactly() {
    Target target = prepared();
    JsonNode before = world(target);

    Outcome.Succeeded done = succeed(target, parameters());
    assertThat(done.changes()).isNotEmpty();
    assertThat(world(target)).isNotEqualTo(before);
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(before);

    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(before);
  }

  @Test
  void aSecondRunChangesNothing() {
    Target target = prepared();
    succeed(target, parameters());
    JsonNode after = world(target);

    assertThat(execute(target, parameters())).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(action(client()).execute(request("r-2", target, parameters(), false)))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertThat(world(target)).isEqualTo(after);
  }

  @Test
  void touchesNothingUnderAReusedName() {
    Target target = prepared();
    JsonNode before = world(target);
    assertFailed(execute(named(target, null, "another-uid"), parameters()), Kind.WRONG_TARGET);
    assertThat(world(target)).isEqualTo(before);
  }

  @Test
  void whatIsGoneNeedsNothing() {
    assertThat(execute(named(prepared(), "never-was", "u"), parameters()))
        .isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void anotherKindOfTargetIsRefused() {
    assertFailed(
        execute(new ProcessTarget("node-1", 7, 1, "", "", "", "", "sh"), parameters()),
        Kind.UNSUPPORTED);
  }

  @Test
  void aDryRunChangesNothing() {
    Target target = prepared();
    JsonNode before = world(target);
    Outcome.Succeeded dry =
        succeeded(action(client()).execute(request("r-1", target, parameters(), true)));
    assertThat(dry.changes()).isNotEmpty().allMatch(change -> change.startsWith("dry run: "));
    assertThat(world(target)).isEqualTo(before);
  }

  @Test
  void aDryRunOfTheUndoChangesNothing() {
    Target target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    JsonNode after = world(target);
    assertThat(takeBack(target, done, true)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(after);
  }

  @Test
  void anOutcomeThatACrashLostIsRecoveredForTheUndo() {
    Target target = prepared();
    ActionRequest request = request("r-1", target, parameters(), false);
    assertThat(action(client()).recover(request)).isEmpty();
    JsonNode before = world(target);
    succeed(target, parameters());

    Outcome.Succeeded recovered = action(client()).recover(request).orElseThrow();
    assertThat(action(client()).recover(request("r-2", target, parameters(), false))).isEmpty();
    assertThat(takeBack(target, recovered, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(before);
  }

  UndoOutcome takeBack(Target target, Outcome.Succeeded done, boolean dryRun) {
    return action(client()).undo(request("r-1", target, parameters(), dryRun), done.beforeState());
  }

  UndoOutcome.Refused refuseToTakeBack(Target target, Outcome.Succeeded done) {
    UndoOutcome undo = takeBack(target, done, false);
    assertThat(undo).isInstanceOf(UndoOutcome.Refused.class);
    return (UndoOutcome.Refused) undo;
  }

  /** The same with another UID, and another name unless {@code name} is null. */
  static Target named(Target target, @Nullable String name, String uid) {
    return switch (target) {
      case PodTarget one -> new PodTarget(one.namespace(), name == null ? one.name() : name, uid);
      case WorkloadTarget one ->
          new WorkloadTarget(one.kind(), one.namespace(), name == null ? one.name() : name, uid);
      case NamespaceTarget one -> new NamespaceTarget(name == null ? one.name() : name, uid);
      case NodeTarget one -> new NodeTarget(name == null ? one.name() : name, uid);
      case SecretTarget one ->
          new SecretTarget(one.namespace(), name == null ? one.name() : name, uid);
      case ProcessTarget one -> one;
      case ContainerTarget one -> one;
    };
  }
}
