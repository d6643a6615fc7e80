package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Grouping;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The accepted detections, in the order of acceptance. A detection counts as accepted when {@link
 * #append} returns; the same one is accepted once.
 */
public final class Journal {

  private static final int ASKED_TOGETHER = 64;

  private final Database database;
  private final InstantSource clock;

  public Journal(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Waits until all of them are durable and returns those that are new, in the given order.
   *
   * @throws StoreException when they could not be written: none was accepted
   */
  public List<Detection> append(List<Detection> detections) {
    return detections.isEmpty()
        ? List.of()
        : database.write(transaction -> insert(transaction, detections));
  }

  public List<Detection> append(Detection... detections) {
    return append(List.of(detections));
  }

  /** As {@link #append} without waiting; detections appended meanwhile share one commit. */
  public CompletableFuture<List<Detection>> appendAsync(List<Detection> detections) {
    return database.writeAsync(transaction -> insert(transaction, detections));
  }

  private List<Detection> insert(Transaction transaction, List<Detection> detections)
      throws SQLException {
    List<Detection> fresh = new ArrayList<>();
    Grouping incidents = new Grouping(transaction);
    Set<String> known = known(transaction.connection(), detections);
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO detections(id, time_millis, json, leaf, incident)"
                    + " VALUES (?, ?, ?, ?, ?)")) {
      for (Detection detection : detections) {
        if (!known.add(detection.id())) {
          continue;
        }
        String json = Json.write(detection);
        insert.setString(1, detection.id());
        insert.setLong(2, detection.time().toEpochMilli());
        insert.setString(3, json);
        String incident = incidents.place(detection);
        insert.setLong(4, transaction.record(leaf(detection, incident, json)));
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
  private static Set<String> known(Connection connection, List<Detection> detections)
      throws SQLException {
    Set<String> known = new HashSet<>();
    for (int from = 0; from < detections.size(); from += ASKED_TOGETHER) {
      List<Detection> some =
          detections.subList(from, Math.min(from + ASKED_TOGETHER, detections.size()));
      String places = "?" + ", ?".repeat(ASKED_TOGETHER - 1);
      try (PreparedStatement select =
          connection.prepareStatement("SELECT id FROM detections WHERE id IN (" + places + ")")) {
        for (int i = 0; i < ASKED_TOGETHER; i++) {
          // always the same statement, which is prepared once then
          select.setString(i + 1, some.get(Math.min(i, some.size() - 1)).id());
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

  private AuditDraft leaf(Detection detection, String incident, String json) {
    return AuditDraft.of(clock.instant(), "detection.accepted", null, detection.source())
        .with("id", detection.id())
        .with("incident", incident)
        .with("rule", detection.rule())
        .with("priority", detection.priority().name())
        .with("time", detection.time().toString())
        .with("node", detection.node())
        .with("namespace", detection.namespace())
        .with("pod", detection.podName())
        .with("podUid", detection.podUid())
        .with("sha256", Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).hex());
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
