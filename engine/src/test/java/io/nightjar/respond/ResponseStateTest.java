package io.nightjar.respond;

import static io.nightjar.respond.ResponseState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResponseStateTest {

  private record Step(ResponseState from, ResponseState to) {}

  private static final Set<Step> LEGAL =
      Set.of(
          new Step(REQUESTED, DENIED),
          new Step(REQUESTED, AWAITING_APPROVAL),
          new Step(REQUESTED, ALLOWED),
          new Step(AWAITING_APPROVAL, ALLOWED),
          new Step(AWAITING_APPROVAL, REJECTED),
          new Step(AWAITING_APPROVAL, EXPIRED),
          new Step(ALLOWED, EXECUTING),
          new Step(ALLOWED, DENIED),
          new Step(EXECUTING, SUCCEEDED),
          new Step(EXECUTING, NOTHING_TO_DO),
          new Step(EXECUTING, FAILED),
          new Step(FAILED, SUCCEEDED),
          new Step(SUCCEEDED, REVERTED_BY_OTHERS),
          new Step(SUCCEEDED, UNDOING),
          new Step(UNDOING, UNDONE),
          new Step(UNDOING, UNDO_REFUSED),
          new Step(UNDOING, SUCCEEDED));

  @Test
  void everyOtherTransitionThrows() {
    Set<Step> seen = new HashSet<>();
    for (ResponseState from : ResponseState.values()) {
      for (ResponseState to : ResponseState.values()) {
        if (LEGAL.contains(new Step(from, to))) {
          seen.add(new Step(from, to));
          assertThat(from.to(to)).isEqualTo(to);
        } else {
          assertThatThrownBy(() -> from.to(to))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining(from.name())
              .hasMessageContaining(to.name());
        }
      }
    }
    assertThat(seen).isEqualTo(LEGAL);
  }

  @Test
  void aResponseCannotBeChangedIllegally() {
    Response response = Response.requested(Requests.isolate("r"), false, Requests.TIME);
    assertThatThrownBy(() -> ResponseChange.of(response).to(SUCCEEDED, "magic"))
        .isInstanceOf(IllegalStateException.class);
  }
}
