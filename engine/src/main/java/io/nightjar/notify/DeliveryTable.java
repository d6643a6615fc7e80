package io.nightjar.notify;

import io.nightjar.store.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The stored deliveries: the truth behind the postmen. */
final class DeliveryTable {

  private static final String COLUMNS =
      "id, channel, person, state, form, urgent, sameness, made_millis, due_millis, changed_millis,"
          + " tries, why, handle, json";

  private DeliveryTable() {}

  /** Notes that a notice is filed; false when it was before. */
  static boolean told(Connection connection, String noticeId, Instant now) throws SQLException {
    return update(
            connection,
            "INSERT INTO told_notices(id, told_millis) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
            noticeId,
            now.toEpochMilli())
        == 1;
  }

  static void insert(Connection connection, Delivery delivery) throws SQLException {
    Letter letter = delivery.letter();
    update(
        connection,
        "INSERT INTO deliveries(id, channel, person, state, form, urgent, sameness, topic,"
            + " response_id, made_millis, due_millis, changed_millis, tries, notices, why, handle,"
            + " json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO NOTHING",
        delivery.id(),
        delivery.channel(),
        delivery.person(),
        delivery.state().name(),
        delivery.form().name(),
        delivery.urgent() ? 1L : 0L,
        delivery.sameness(),
        letter.topic(),
        letter.notice().responseId(),
        delivery.made().toEpochMilli(),
        delivery.due().toEpochMilli(),
        delivery.changed().toEpochMilli(),
        (long) delivery.tries(),
        (long) letter.count(),
        delivery.why(),
        delivery.handle(),
        Json.write(letter));
  }

  /** Its state, and what led to it. */
  static void save(Connection connection, Delivery delivery) throws SQLException {
    update(
        connection,
        "UPDATE deliveries SET state = ?, made_millis = ?, due_millis = ?, changed_millis = ?,"
            + " tries = ?, why = ?, handle = ? WHERE id = ?",
        delivery.state().name(),
        delivery.made().toEpochMilli(),
        delivery.due().toEpochMilli(),
        delivery.changed().toEpochMilli(),
        (long) delivery.tries(),
        delivery.why(),
        delivery.handle(),
        delivery.id());
  }

  /** What it carries; only while it waits. */
  static void carry(Connection connection, Delivery delivery) throws SQLException {
    update(
        connection,
        "UPDATE deliveries SET notices = ?, json = ? WHERE id = ? AND state = 'WAITING'",
        (long) delivery.letter().count(),
        Json.write(delivery.letter()),
        delivery.id());
  }

  static Optional<Delivery> find(Connection connection, String id) throws SQLException {
    return select(connection, "WHERE id = ?", id).stream().findFirst();
  }

  /** Those whose id begins so, a few at most. */
  static List<Delivery> matching(Connection connection, String prefix) throws SQLException {
    return select(
        connection, "WHERE id >= ? AND id < ? ORDER BY id LIMIT 6", prefix, prefix + "\uffff");
  }

  /** The next one that waits, due or not: what is due and urgent first. */
  static Optional<Delivery> next(Connection connection, String channel, Instant now)
      throws SQLException {
    List<Delivery> due =
        select(
            connection,
            "WHERE channel = ? AND state = 'WAITING' AND due_millis <= ?"
                + " ORDER BY urgent DESC, due_millis, id LIMIT 1",
            channel,
            now.toEpochMilli());
    return due.isEmpty()
        ? select(
                connection,
                "WHERE channel = ? AND state = 'WAITING' ORDER BY due_millis, id LIMIT 1",
                channel)
            .stream()
            .findFirst()
        : due.stream().findFirst();
  }

  /** What waits on one channel. */
  static List<Delivery> waitingOn(Connection connection, String channel) throws SQLException {
    return select(connection, "WHERE channel = ? AND state = 'WAITING' ORDER BY id", channel);
  }

  /** What was tried on one channel and waits is due now. */
  static int hurry(Connection connection, String channel, Instant now) throws SQLException {
    return update(
        connection,
        "UPDATE deliveries SET due_millis = ? WHERE channel = ? AND state = 'WAITING'"
            + " AND tries > 0 AND due_millis > ?",
        now.toEpochMilli(),
        channel,
        now.toEpochMilli());
  }

  static List<Delivery> inState(Connection connection, Delivery.State state, int limit)
      throws SQLException {
    return select(
        connection,
        "WHERE state = ? ORDER BY changed_millis DESC, id LIMIT ?",
        state.name(),
        (long) limit);
  }

  static List<Delivery> newest(Connection connection, int limit) throws SQLException {
    return select(connection, "ORDER BY made_millis DESC, id LIMIT ?", (long) limit);
  }

  /** The one on this channel that says the same and waits, or changed since; one to count in. */
  static Optional<Delivery> same(
      Connection connection, String channel, String person, String sameness, Instant since)
      throws SQLException {
    return select(
            connection,
            "WHERE sameness = ? AND channel = ? AND person = ?"
                + " AND (changed_millis >= ? OR state = 'WAITING')"
                + " AND form IN ('SINGLE', 'REPEATED')"
                + " ORDER BY CASE WHEN state = 'WAITING' AND tries = 0 THEN 0 ELSE 1 END,"
                + " changed_millis DESC, id LIMIT 1",
            sameness,
            channel,
            person,
            since.toEpochMilli())
        .stream()
        .findFirst();
  }

  /** The one in which notices are collected now. */
  static Optional<Delivery> collecting(Connection connection, String channel, String person)
      throws SQLException {
    return select(
            connection,
            "WHERE channel = ? AND person = ? AND state = 'WAITING' AND form = 'COLLECTED'"
                + " AND tries = 0 ORDER BY due_millis LIMIT 1",
            channel,
            person)
        .stream()
        .findFirst();
  }

  static List<Delivery> ofResponse(Connection connection, String responseId) throws SQLException {
    return select(connection, "WHERE response_id = ? ORDER BY made_millis, id", responseId);
  }

  /** What the channel gave back for the first message of the topic; empty where there is none. */
  static String thread(Connection connection, String channel, String person, String topic)
      throws SQLException {
    return select(
            connection,
            "WHERE topic = ? AND channel = ? AND person = ? AND state = 'DELIVERED'"
                + " AND handle <> '' AND form <> 'CHANGE' ORDER BY made_millis, id LIMIT 1",
            topic,
            channel,
            person)
        .stream()
        .map(Delivery::handle)
        .findFirst()
        .orElse("");
  }

  static long waiting(Connection connection, String channel) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*) FROM deliveries WHERE channel = ? AND state = 'WAITING'")) {
      select.setString(1, channel);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** How many there are in this state, by channel. */
  static Map<String, Long> count(Connection connection, Delivery.State state) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT channel, count(*) FROM deliveries WHERE state = ? GROUP BY channel")) {
      select.setString(1, state.name());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          counts.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return counts;
  }

  /** Removes what is settled since before that. */
  static int forget(Connection connection, Delivery.State state, Instant before)
      throws SQLException {
    return update(
        connection,
        "DELETE FROM deliveries WHERE state = ? AND changed_millis < ?",
        state.name(),
        before.toEpochMilli());
  }

  static int forgetTold(Connection connection, Instant before) throws SQLException {
    return update(
        connection, "DELETE FROM told_notices WHERE told_millis < ?", before.toEpochMilli());
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      return statement.executeUpdate();
    }
  }

  private static List<Delivery> select(Connection connection, String which, Object... values)
      throws SQLException {
    List<Delivery> found = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM deliveries " + which)) {
      set(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(delivery(rows));
        }
      }
    }
    return found;
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Long number) {
        statement.setLong(i + 1, number);
      } else {
        statement.setString(i + 1, (String) values[i]);
      }
    }
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Delivery.State.valueOf(row.getString(4)),
        Delivery.Form.valueOf(row.getString(5)),
        row.getLong(6) == 1,
        row.getString(7),
        Instant.ofEpochMilli(row.getLong(8)),
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        (int) row.getLong(11),
        row.getString(12),
        row.getString(13),
        Json.read(row.getString(14), Letter.class));
  }
}
