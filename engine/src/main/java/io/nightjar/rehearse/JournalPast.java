package io.nightjar.rehearse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import io.nightjar.detect.Detection;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The detections of a store, in the order of time; only read, one row at a time. A row that cannot
 * be read is told with its number, and so is a page of the database at which it ends.
 */
public final class JournalPast implements PastDetections {

  private static final ObjectReader DETECTION = Json.MAPPER.readerFor(Detection.class);

  private final Reads reads;
  private final Instant from;
  private final Instant to;

  /**
   * @param from the first time that counts
   * @param to the first that does not any more
   */
  public JournalPast(Reads reads, Instant from, Instant to) {
    this.reads = reads;
    this.from = from;
    this.to = to;
  }

  /**
   * The time of the latest detection that is not after {@code now}: the clock of a node, or who
   * sends alerts, may be wrong. Where all are after it, of the latest of all.
   */
  public static Optional<Instant> latest(Reads reads, Instant now) {
    Optional<Instant> before = latestUntil(reads, now.toEpochMilli());
    return before.isPresent() ? before : latestUntil(reads, Long.MAX_VALUE);
  }

  private static Optional<Instant> latestUntil(Reads reads, long millis) {
    return reads.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT max(time_millis) FROM detections WHERE time_millis <= ?")) {
            select.setLong(1, millis);
            try (ResultSet row = select.executeQuery()) {
              return row.next() && row.getObject(1) != null
                  ? Optional.of(Instant.ofEpochMilli(row.getLong(1)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public void each(Taker taker) throws IOException {
    try {
      reads.read(connection -> read(connection, taker));
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private boolean read(Connection connection, Taker taker) throws SQLException {
    long last = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT seq, time_millis, json FROM detections"
                + " WHERE time_millis >= ? AND time_millis < ? ORDER BY time_millis, seq")) {
      select.setLong(1, from.toEpochMilli());
      select.setLong(2, to.toEpochMilli());
      try (ResultSet rows = select.executeQuery()) {
        boolean more = true;
        while (more && rows.next()) {
          last = rows.getLong(1);
          more = row(last, rows.getLong(2), rows.getString(3), taker);
        }
      }
    } catch (SQLException e) {
      if (last == 0) {
        throw e;
      }
      taker.unreadable("everything after row " + last, String.valueOf(e.getMessage()));
    }
    return true;
  }

  private static boolean row(long number, long timeMillis, @Nullable String json, Taker taker) {
    try {
      if (json == null) {
        throw new IOException("it is empty");
      }
      String rule = ruleOf(json);
      if (!taker.wants(rule)) {
        return taker.passOver();
      }
      Detection detection = whole(DETECTION.readValue(json));
      if (detection.time().toEpochMilli() != timeMillis) {
        throw new IOException("its time is not that of its column");
      }
      return taker.take(detection);
    } catch (IOException | RuntimeException e) {
      taker.unreadable("row " + number, firstLine(e));
      return true;
    }
  }

  /** The first words of it, without reading the rest. */
  static String ruleOf(String json) throws IOException {
    try (JsonParser parser = Json.MAPPER.getFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("rule");
        JsonToken value = parser.nextToken();
        if (found && value == JsonToken.VALUE_STRING) {
          return parser.getText();
        }
        parser.skipChildren();
      }
      throw new IOException("it names no rule");
    }
  }

  /** What was written by Nightjar has all of it; a text or a time that is null would fail later. */
  private static Detection whole(Detection read) throws IOException {
    boolean whole =
        Stream.of(
                read.id(),
                read.rule(),
                read.priority(),
                read.source(),
                read.tags(),
                read.time(),
                read.output(),
                read.fields(),
                read.node(),
                read.containerId(),
                read.containerName(),
                read.image(),
                read.podUid(),
                read.podName(),
                read.namespace(),
                read.podLabels(),
                read.writtenDirectories())
            .allMatch(Objects::nonNull);
    if (!whole) {
      throw new IOException("a part of it is missing");
    }
    return read;
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
