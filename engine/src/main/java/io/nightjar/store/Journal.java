package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Grouping;
import io.nightjar.incident.IncidentMemo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The accepted detections, in the order of acceptance. A detection counts as accepted when {@link
 * #append} returns; the same one is accepted once.
 */
public final class Journal implements DetectionLog {

  private static final int ASKED_TOGETHER = 64;

  private final Database database;
  private final InstantSource clock;
  private final IncidentMemo memo = new IncidentMemo();

  public Journal(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Waits until all of them are durable and returns those that are new, in the given order.
   *
   * @throws StoreException when they could not be written: none was accepted
   */
  @Override
  public List<Detection> append(List<Detection> detections) {
    if (detections.isEmpty()) {
      return List.of();
    }
    List<JournalEntry> entries = entries(detections);
    return database.write(transaction -> insert(transaction, entries));
  }

  public List<Detection> append(Detection... detections) {
    return append(List.of(detections));
  }

  /** As {@link #append} without waiting; detections appended meanwhile share one commit. */
  public CompletableFuture<List<Detection>> appendAsync(List<Detection> detections) {
    List<JournalEntry> entries = entries(detections);
    return database.writeAsync(transaction -> insert(transaction, entries));
  }

  @Override
  public CompletableFuture<List<Detection>> appendWaiting(Supplier<List<JournalEntry>> waiting) {
    return database.writeAsync(transaction -> insert(transaction, waiting.get()));
  }

  private static List<JournalEntry> entries(List<Detection> detections) {
    return detections.stream().map(JournalEntry::of).toList();
  }

  private List<Detection> insert(Transaction transaction, List<JournalEntry> entries)
      throws SQLException {
    List<Detection> fresh = new ArrayList<>();
    Grouping incidents = new Grouping(transaction, memo);
    Set<String> known = known(transaction.connection(), entries);
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO detections(id, time_millis, json, leaf, incident)"
                    + " VALUES (?, ?, ?, ?, ?)")) {
      for (JournalEntry entry : entries) {
        Detection detection = entry.detection();
        if (!known.add(detection.id())) {
          continue;
        }
        insert.setString(1, detection.id());
        insert.setLong(2, detection.time().toEpochMilli());
        insert.setString(3, entry.json());
        String incident = incidents.place(detection);
        insert.setLong(4, transaction.record(leaf(entry, incident)));
        insert.setString(5, incident);
        insert.addBatch();
        fresh.add(detection);
      }
      insert.executeBatch();
    }
    incidents.save();
    return List.copyOf(fresh);
  }

  /** Which of them are stored; asked for many at once, for a server may be far. */
  private static Set<String> known(Connection connection, List<JournalEntry> entries)
      throws SQLException {
    Set<String> known = new HashSet<>();
    for (int from = 0; from < entries.size(); from += ASKED_TOGETHER) {
      List<JournalEntry> some =
          entries.subList(from, Math.min(from + ASKED_TOGETHER, entries.size()));
      String places = "?" + ", ?".repeat(ASKED_TOGETHER - 1);
      try (PreparedStatement select =
          connection.prepareStatement("SELECT id FROM detections WHERE id IN (" + places + ")")) {
        for (int i = 0; i < ASKED_TOGETHER; i++) {
          // always the same statement, which is prepared once then
          select.setString(i + 1, some.get(Math.min(i, some.size() - 1)).detection().id());
        }
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            known.add(rows.getString(1));
          }
        }
      }
    }
    return known;
  }

  private AuditDraft leaf(JournalEntry entry, String incident) {
    Detection detection = entry.detection();
    SortedMap<String, @Nullable Object> fields = new TreeMap<>();
    fields.put("id", detection.id());
    fields.put("incident", incident);
    fields.put("rule", detection.rule());
    fields.put("priority", detection.priority().name());
    fields.put("time", detection.time().toString());
    fields.put("node", detection.node());
    fields.put("namespace", detection.namespace());
    fields.put("pod", detection.podName());
    fields.put("podUid", detection.podUid());
    fields.put("sha256", entry.sha256());
    return new AuditDraft(clock.instant(), "detection.accepted", null, detection.source(), fields);
  }

  /** The accepted detection of that id. */
  public Optional<Detection> find(String id) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT json FROM detections WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(Json.read(row.getString(1), Detection.class))
                  : Optional.empty();
            }
          }
        });
  }

  /** The detections whose event happened at {@code from} or later, in the order of acceptance. */
  public List<Detection> since(Instant from) {
    List<Detection> detections = new ArrayList<>();
    since(from, detections::add);
    return detections;
  }

  /** As {@link #since(Instant)}, one at a time, for what does not fit into memory. */
  public void since(Instant from, Consumer<Detection> each) {
    since(database, from, (detection, leaf) -> each.accept(detection));
  }

  /**
   * The same where nothing may be written.
   *
   * @param each also gets the index of the audit leaf of its acceptance, which says what else came
   *     before
   */
  public static void since(Reads reads, Instant from, ObjLongConsumer<Detection> each) {
    reads.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT json, leaf FROM detections WHERE time_millis >= ? ORDER BY seq")) {
            select.setLong(1, from.toEpochMilli());
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                each.accept(Json.read(rows.getString(1), Detection.class), rows.getLong(2));
              }
            }
          }
          return true;
        });
  }
}
