package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Grouping;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The accepted detections, in the order of acceptance. A detection counts as accepted when {@link
 * #append} returns; the same one is accepted once.
 */
public final class Journal {

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
    try (PreparedStatement known =
            transaction.connection().prepareStatement("SELECT 1 FROM detections WHERE id = ?");
        PreparedStatement insert =
            transaction
                .connection()
                .prepareStatement(
                    "INSERT INTO detections(id, time_millis, json, leaf, incident)"
                        + " VALUES (?, ?, ?, ?, ?)")) {
      for (Detection detection : detections) {
        known.setString(1, detection.id());
        try (ResultSet row = known.executeQuery()) {
          if (row.next()) {
            continue;
          }
        }
        String json = Json.write(detection);
        insert.setString(1, detection.id());
        insert.setLong(2, detection.time().toEpochMilli());
        insert.setString(3, json);
        String incident = incidents.place(detection);
        insert.setLong(4, transaction.record(leaf(detection, incident, json)));
        insert.setString(5, incident);
        insert.executeUpdate();
        fresh.add(detection);
      }
    }
    incidents.save();
    return List.copyOf(fresh);
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
    database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT json FROM detections WHERE time_millis >= ? ORDER BY seq")) {
            select.setLong(1, from.toEpochMilli());
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                each.accept(Json.read(rows.getString(1), Detection.class));
              }
            }
          }
          return true;
        });
  }
}
