package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.gate.Act;
import io.nightjar.gate.InForce;
import io.nightjar.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the stored responses do, await and have done, as one transaction sees them. */
final class HoldingResponses implements InForce {

  private final Connection connection;
  private final List<Response> onTarget;
  private final Map<String, Action> actions;
  private final Instant now;
  private final Duration repeatAfter;

  private HoldingResponses(
      Connection connection,
      List<Response> onTarget,
      Map<String, Action> actions,
      Instant now,
      Duration repeatAfter) {
    this.connection = connection;
    this.onTarget = onTarget;
    this.actions = actions;
    this.now = now;
    this.repeatAfter = repeatAfter;
  }

  static HoldingResponses of(
      Connection connection,
      ResponseRequest request,
      Map<String, Action> actions,
      Instant now,
      Duration repeatAfter)
      throws SQLException {
    return new HoldingResponses(
        connection, ResponseTable.onTarget(connection, request), actions, now, repeatAfter);
  }

  @Override
  public Optional<String> acting(ResponseRequest request, boolean dryRun) {
    return onTarget.stream()
        .filter(response -> response.dryRun() == dryRun)
        .filter(response -> holds(response, isReversible(response), now, repeatAfter))
        .map(Response::id)
        .findFirst();
  }

  @Override
  public Optional<String> awaiting(ResponseRequest request, boolean dryRun) {
    return onTarget.stream()
        .filter(response -> response.dryRun() == dryRun)
        .filter(response -> response.state() == ResponseState.AWAITING_APPROVAL)
        .map(Response::id)
        .findFirst();
  }

  @Override
  public List<Act> acts(Instant since) {
    try {
      return ActTable.since(connection, since);
    } catch (SQLException e) {
      throw new StoreException("cannot read what was done lately", e);
    }
  }

  @Override
  public List<Act> takenBack(Instant since) {
    try {
      return ActTable.takenBackSince(connection, since);
    } catch (SQLException e) {
      throw new StoreException("cannot read what was undone lately", e);
    }
  }

  /**
   * Whether it acts, is about to, or has acted and still holds. A change that can be undone holds
   * until it is; a kill or a dry run is over when it is done, but for {@code repeatAfter}.
   */
  static boolean holds(Response response, boolean reversible, Instant now, Duration repeatAfter) {
    return switch (response.state()) {
      case ALLOWED, EXECUTING -> true;
      case SUCCEEDED ->
          (reversible && !response.dryRun())
              || now.isBefore(response.updatedAt().plus(repeatAfter));
      case REQUESTED,
          DENIED,
          AWAITING_APPROVAL,
          REJECTED,
          EXPIRED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          // the next detection must not be lost because the last containment just ends
          UNDOING,
          UNDONE,
          UNDO_REFUSED ->
          false;
    };
  }

  private boolean isReversible(Response response) {
    Action action = actions.get(response.request().actionId());
    return action != null && action.descriptor().reversible();
  }
}
