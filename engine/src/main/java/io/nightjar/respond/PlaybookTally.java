package io.nightjar.respond;

import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what became of what one version of a playbook asked for, from the stored responses. */
public final class PlaybookTally {

  private final Instant since;
  private final SortedMap<String, Integer> deniedBy = new TreeMap<>();
  private final Map<What, Integer> counts = new EnumMap<>(What.class);
  private @Nullable Instant lastAsked;

  private enum What {
    ASKED,
    JOINED,
    WOULD_ASK,
    ALLOWED,
    DENIED,
    APPROVED,
    REJECTED,
    EXPIRED,
    WAITING,
    UNDONE,
    PUT_BACK,
    FAILED
  }

  private PlaybookTally(Instant since) {
    this.since = since;
  }

  /**
   * By stage; a stage at which it asked for nothing is absent.
   *
   * @param since only what was asked for then or later
   */
  public static Map<Stage, PlaybookCounts> of(
      Reads reads, String playbook, String version, Instant since) {
    return reads.read(connection -> of(connection, playbook, version, since));
  }

  private static Map<Stage, PlaybookCounts> of(
      Connection connection, String playbook, String version, Instant since) throws SQLException {
    Map<Stage, PlaybookCounts> counts = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      PlaybookTally tally = new PlaybookTally(since);
      tally.own(connection, playbook, version, stage);
      tally.joined(connection, playbook, version, stage);
      if (tally.lastAsked != null) {
        counts.put(stage, tally.counted());
      }
    }
    return counts;
  }

  private void own(Connection connection, String playbook, String version, Stage stage)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT r.json, a.taken_back_millis FROM responses r"
                + " LEFT JOIN acts a ON a.response_id = r.id"
                + " WHERE r.playbook = ? AND r.version = ? AND r.stage = ?"
                + " AND r.requested_millis >= ?")) {
      try (ResultSet row = rows(select, playbook, version, stage)) {
        while (row.next()) {
          count(Json.read(row.getString(1), Response.class), row.getLong(2) != 0);
        }
      }
    }
  }

  private void joined(Connection connection, String playbook, String version, Stage stage)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*), max(time_millis) FROM joined_requests"
                + " WHERE playbook = ? AND version = ? AND stage = ? AND time_millis >= ?")) {
      try (ResultSet row = rows(select, playbook, version, stage)) {
        if (row.next() && row.getInt(1) > 0) {
          add(What.ASKED, row.getInt(1));
          add(What.JOINED, row.getInt(1));
          asked(Instant.ofEpochMilli(row.getLong(2)));
        }
      }
    }
  }

  private ResultSet rows(PreparedStatement select, String playbook, String version, Stage stage)
      throws SQLException {
    select.setString(1, playbook);
    select.setString(2, version);
    select.setString(3, stage.word());
    select.setLong(4, since.toEpochMilli());
    return select.executeQuery();
  }

  private void count(Response response, boolean takenBack) {
    add(What.ASKED, 1);
    asked(response.request().requestedAt());
    boolean asks = response.findings().stream().anyMatch(finding -> finding.answer().equals("ask"));
    switch (response.state()) {
      case REQUESTED -> {}
      case AWAITING_APPROVAL -> add(What.WAITING, 1);
      case DENIED -> denied(response);
      case REJECTED -> add(What.REJECTED, 1);
      case EXPIRED -> add(What.EXPIRED, 1);
      case ALLOWED,
          EXECUTING,
          SUCCEEDED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          UNDOING,
          UNDONE,
          UNDO_REFUSED -> {
        add(response.decidedBy().isEmpty() ? What.ALLOWED : What.APPROVED, 1);
        if (asks && response.dryRun()) {
          add(What.WOULD_ASK, 1);
        }
      }
    }
    if (response.state() == ResponseState.FAILED) {
      add(What.FAILED, 1);
    }
    if (response.state() == ResponseState.REVERTED_BY_OTHERS) {
      add(What.PUT_BACK, 1);
    } else if (takenBack) {
      add(What.UNDONE, 1);
    }
  }

  private void denied(Response response) {
    add(What.DENIED, 1);
    response.findings().stream()
        .filter(finding -> finding.answer().equals("deny"))
        .findFirst()
        .ifPresent(finding -> deniedBy.merge(finding.guard(), 1, Integer::sum));
  }

  private void asked(Instant at) {
    if (lastAsked == null || at.isAfter(lastAsked)) {
      lastAsked = at;
    }
  }

  private void add(What what, int more) {
    counts.merge(what, more, Integer::sum);
  }

  private int get(What what) {
    return counts.getOrDefault(what, 0);
  }

  private PlaybookCounts counted() {
    return new PlaybookCounts(
        get(What.ASKED),
        get(What.JOINED),
        get(What.WOULD_ASK),
        get(What.ALLOWED),
        get(What.DENIED),
        deniedBy,
        get(What.APPROVED),
        get(What.REJECTED),
        get(What.EXPIRED),
        get(What.WAITING),
        get(What.UNDONE),
        get(What.PUT_BACK),
        get(What.FAILED),
        lastAsked);
  }
}
