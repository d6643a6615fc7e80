package io.nightjar.search;

import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.respond.Response;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a store, the newest first. So many rows are looked at for one page and no more, so
 * that a search for what is not there costs no more than one for what is. Thread safe.
 */
public final class StoredSearch {

  /** So many rows are read for one page. */
  public static final int LOOKED_AT = 20_000;

  /** In place of a state of incidents: all but the closed ones. */
  public static final String NOT_CLOSED = "not-closed";

  private static final int FETCHED = 500;

  private final Reads reads;

  public StoredSearch(Reads reads) {
    this.reads = reads;
  }

  /**
   * @param before where the page begins; empty for the newest
   * @throws IllegalArgumentException when {@code before} is none that was given
   */
  public Found<Detection> detections(Wanted wanted, String before, int limit) {
    Place place = Place.parse(before);
    Sql sql = new Sql("SELECT seq, id, json FROM detections WHERE seq < ?", place.number());
    sql.time("time_millis", wanted);
    return find(
        sql.end("seq DESC"),
        Detection.class,
        wanted,
        limit,
        detection -> Matching.detection(detection, wanted));
  }

  /** The latest asked for first; as {@link #detections}. */
  public Found<Response> responses(Wanted wanted, String before, int limit) {
    Sql sql = after("responses", "requested_millis", Place.parse(before));
    sql.time("requested_millis", wanted);
    sql.equal("state", wanted.state());
    sql.equal("namespace", wanted.namespace());
    sql.equal("playbook", wanted.playbook());
    sql.equal("action", wanted.action());
    return find(
        sql.end("requested_millis DESC, id"),
        Response.class,
        wanted,
        limit,
        response -> Matching.response(response, wanted));
  }

  /** Those with the latest event first; as {@link #detections}. */
  public Found<Incident> incidents(Wanted wanted, String before, int limit) {
    Sql sql = after("incidents", "last_millis", Place.parse(before));
    sql.time("last_millis", wanted);
    if (wanted.state().equals("NOT_CLOSED")) {
      sql.and("state <> 'CLOSED'");
    } else {
      sql.equal("state", wanted.state());
    }
    sql.equal("namespace", wanted.namespace());
    return find(
        sql.end("last_millis DESC, id"),
        Incident.class,
        wanted,
        limit,
        incident -> Matching.incident(incident, wanted));
  }

  private static Sql after(String table, String column, Place place) {
    return new Sql(
        "SELECT %1$s, id, json FROM %2$s WHERE (%1$s < ? OR (%1$s = ? AND id > ?))"
            .formatted(column, table),
        place.number(),
        place.number(),
        place.id());
  }

  /** A query that grows; only its values come from outside. */
  private static final class Sql {
    private final StringBuilder text;
    private final List<Object> values = new ArrayList<>();

    Sql(String text, Object... first) {
      this.text = new StringBuilder(text);
      values.addAll(List.of(first));
    }

    void time(String column, Wanted wanted) {
      bound(column + " >= ?", wanted.from());
      bound(column + " < ?", wanted.to());
    }

    private void bound(String condition, @Nullable Instant instant) {
      if (instant != null) {
        text.append(" AND ").append(condition);
        values.add(instant.toEpochMilli());
      }
    }

    /**
     * @param value one or more, with commas; empty for all
     */
    void equal(String column, String value) {
      if (!value.isEmpty()) {
        List<String> all = List.of(value.split(","));
        text.append(" AND ").append(column).append(" IN (?");
        text.append(", ?".repeat(all.size() - 1)).append(')');
        values.addAll(all);
      }
    }

    void and(String condition) {
      text.append(" AND ").append(condition);
    }

    Sql end(String order) {
      text.append(" ORDER BY ").append(order).append(" LIMIT ").append(LOOKED_AT);
      return this;
    }

    PreparedStatement on(Connection connection) throws SQLException {
      PreparedStatement select = connection.prepareStatement(text.toString());
      select.setFetchSize(FETCHED);
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i) instanceof Long number) {
          select.setLong(i + 1, number);
        } else {
          select.setString(i + 1, values.get(i).toString());
        }
      }
      return select;
    }
  }

  private <T> Found<T> find(
      Sql sql, Class<T> type, Wanted wanted, int limit, Predicate<T> matching) {
    String part = inJson(wanted.text());
    return reads.read(
        connection -> {
          try (PreparedStatement select = sql.on(connection);
              ResultSet rows = select.executeQuery()) {
            return read(rows, type, part, limit, matching);
          }
        });
  }

  private static <T> Found<T> read(
      ResultSet rows, Class<T> type, String part, int limit, Predicate<T> matching)
      throws SQLException {
    List<T> found = new ArrayList<>();
    Place last = Place.BEGIN;
    int looked = 0;
    while (rows.next()) {
      looked++;
      String json = rows.getString(3);
      if (part.isEmpty() || json.toLowerCase(Locale.ROOT).contains(part)) {
        T item = Json.read(json, type);
        if (matching.test(item)) {
          if (found.size() == limit) {
            return new Found<>(found, last.text(), false);
          }
          found.add(item);
        }
      }
      last = new Place(rows.getLong(1), rows.getString(2));
    }
    return looked == LOOKED_AT
        ? new Found<>(found, last.text(), true)
        : new Found<>(found, "", false);
  }

  /** The text as it stands within a text of JSON, in lower case. */
  private static String inJson(String text) {
    String quoted = Json.write(text).toLowerCase(Locale.ROOT);
    return quoted.substring(1, quoted.length() - 1);
  }
}
