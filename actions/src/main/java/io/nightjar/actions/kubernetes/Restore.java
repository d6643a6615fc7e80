package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.UndoOutcome;
import java.util.Optional;

/** How the undo of one action puts its before-parts back. */
interface Restore {

  /** Adds to the patch what puts them back. */
  void into(ObjectPatch patch, JsonNode before);

  /** Why it cannot be done any more; asked when nothing else stands against the undo. */
  default Optional<UndoOutcome.Refused> obstacle(EditState state) {
    return Optional.empty();
  }
}
