package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the detections of a window in the order of acceptance, page by page, so that neither memory
 * nor the writer's log grows with the journal. What is accepted meanwhile is left out. One thread.
 */
final class JournalReader {
  private static final int PAGE = 5_000;

  // by number, not by the index on time: that would sort every page anew
  private static final String SELECT =
      "SELECT seq, json FROM detections WHERE seq >= ? AND seq <= ?"
          + " AND time_millis + 0 >= ? AND time_millis + 0 < ? ORDER BY seq LIMIT "
          + PAGE;

  private final Reads reads;
  private final Window window;
  private final Extent extent;
  private long unreadable;

  /**
   * What the journal holds of a window.
   *
   * @param first number of the first detection
   * @param last number of the last one
   * @param earliest time of the earliest one; null without any
   */
  record Extent(long first, long last, long detections, @Nullable Instant earliest) {}

  private JournalReader(Reads reads, Window window, Extent extent) {
    this.reads = reads;
    this.window = window;
    this.extent = extent;
  }

  /**
   * @throws io.nightjar.store.StoreException when the store cannot be read; so do all of these
   */
  static JournalReader open(Reads reads, Window window) {
    return new JournalReader(reads, window, extent(reads, window));
  }

  Extent extent() {
    return extent;
  }

  /** Rows that are no detection; counted anew with every reading. */
  long unreadable() {
    return unreadable;
  }

  private static Extent extent(Reads reads, Window window) {
    return reads.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT MIN(seq), MAX(seq), COUNT(*), MIN(time_millis) FROM detections"
                      + " WHERE time_millis >= ? AND time_millis < ?")) {
            select.setLong(1, window.from().toEpochMilli());
            select.setLong(2, window.to().toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
              row.next();
              long rows = row.getLong(3);
              return new Extent(
                  row.getLong(1),
                  row.getLong(2),
                  rows,
                  rows == 0 ? null : Instant.ofEpochMilli(row.getLong(4)));
            }
          }
        });
  }

  /**
   * @param wanted by the stored text, before it is read
   */
  void each(Predicate<String> wanted, Consumer<Detection> each) {
    unreadable = 0;
    long next = extent.detections() == 0 ? Long.MAX_VALUE : extent.first();
    List<String> page = new ArrayList<>(PAGE);
    while (next <= extent.last()) {
      page.clear();
      long from = next;
      long last = reads.read(connection -> page(connection.prepareStatement(SELECT), from, page));
      for (String json : page) {
        if (wanted.test(json)) {
          one(json, each);
        }
      }
      next = page.size() < PAGE ? Long.MAX_VALUE : last + 1;
    }
  }

  private long page(PreparedStatement prepared, long from, List<String> page) throws SQLException {
    try (PreparedStatement select = prepared) {
      select.setLong(1, from);
      select.setLong(2, extent.last());
      select.setLong(3, window.from().toEpochMilli());
      select.setLong(4, window.to().toEpochMilli());
      long last = from;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          last = rows.getLong(1);
          page.add(rows.getString(2));
        }
      }
      return last;
    }
  }

  private void one(String json, Consumer<Detection> each) {
    Detection detection;
    try {
      detection = Json.read(json, Detection.class);
    } catch (IllegalArgumentException damaged) {
      unreadable++;
      return;
    }
    each.accept(detection);
  }
}
