package io.nightjar.upkeep;

import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreSummary;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large a store is, how far it goes back, and when it is tidied.
 *
 * @param held detections of incidents that nobody has closed: no retention removes them
 * @param lastSweep null while there was none
 */
public record StoreStatus(
    StoreSummary size, List<Span> spans, long held, @Nullable LastSweep lastSweep) {

  /**
   * The oldest and newest of a kind, by their own time.
   *
   * @param oldest null when there is none
   */
  public record Span(String what, @Nullable Instant oldest, @Nullable Instant newest) {}

  public static StoreStatus of(Path stateDirectory) {
    StoreSummary size = StoreSummary.of(stateDirectory);
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(stateDirectory)) {
      return database.read(connection -> of(size, connection));
    }
  }

  private static StoreStatus of(StoreSummary size, Connection connection) throws SQLException {
    List<Span> spans = new ArrayList<>();
    spans.add(span(connection, "detections", "time_millis"));
    spans.add(span(connection, "responses", "requested_millis"));
    spans.add(span(connection, "incidents", "last_millis"));
    spans.add(span(connection, "acts", "time_millis"));
    spans.add(
        new Span(
            "audit_leaves", leafTime(connection, "min(idx)"), leafTime(connection, "max(idx)")));
    return new StoreStatus(
        size, List.copyOf(spans), held(connection), UpkeepTable.last(connection).orElse(null));
  }

  private static Span span(Connection connection, String table, String column) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT min(%1$s), max(%1$s) FROM %2$s".formatted(column, table))) {
      row.next();
      long oldest = row.getLong(1);
      return row.wasNull()
          ? new Span(table, null, null)
          : new Span(table, Instant.ofEpochMilli(oldest), Instant.ofEpochMilli(row.getLong(2)));
    }
  }

  private static @Nullable Instant leafTime(Connection connection, String which)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT time FROM audit_leaves WHERE idx = (SELECT "
                    + which
                    + " FROM audit_leaves)")) {
      return row.next() ? Instant.parse(row.getString(1)) : null;
    }
  }

  private static long held(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM detections d WHERE "
                    + Expendable.INCIDENT_IS_OPEN.formatted("d.incident"))) {
      row.next();
      return row.getLong(1);
    }
  }
}
