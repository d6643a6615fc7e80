package io.nightjar.policy;

import io.nightjar.audit.AuditDraft;
import io.nightjar.gate.Stages;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Stage;
import io.nightjar.store.Database;
import io.nightjar.store.Reads;
import io.nightjar.store.StoreException;
import io.nightjar.store.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in the store which version of each playbook is in force, at which stage and since when; a
 * change of it is an audit record. The stage is the one outside of every namespace: those of the
 * configuration for single namespaces are in the responses.
 */
public final class PlaybookRegister {

  private static final Logger log = LoggerFactory.getLogger(PlaybookRegister.class);

  private final Database database;
  private final InstantSource clock;

  /**
   * @param since when this version came to this stage
   */
  public record Entry(Edition edition, Instant since) {}

  public PlaybookRegister(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** These are in force from now on. A store that fails costs the record, not the playbooks. */
  public void note(CompiledPlaybooks playbooks, Stages stages) {
    SortedMap<String, Edition> now = new TreeMap<>();
    playbooks
        .playbooks()
        .forEach((name, playbook) -> now.put(name, stages.of(playbook.edition(), name, "")));
    try {
      database.write(transaction -> change(transaction, now));
    } catch (StoreException e) {
      log.warn("which playbooks are in force could not be recorded", e);
    }
  }

  private boolean change(Transaction transaction, SortedMap<String, Edition> now)
      throws SQLException {
    SortedMap<String, Entry> before = read(transaction.connection());
    Instant time = clock.instant();
    for (Map.Entry<String, Edition> each : now.entrySet()) {
      Entry known = before.remove(each.getKey());
      if (known == null || !known.edition().equals(each.getValue())) {
        put(transaction, each.getKey(), each.getValue(), since(known, each.getValue(), time));
        transaction.record(inForce(each.getKey(), each.getValue(), time));
      }
    }
    for (String gone : before.keySet()) {
      delete(transaction, gone);
      transaction.record(
          AuditDraft.of(time, "playbook.gone", null, AuditDraft.NIGHTJAR).with("playbook", gone));
    }
    return true;
  }

  /** Another commit or another reason with the same version and stage starts nothing anew. */
  private static Instant since(@Nullable Entry known, Edition edition, Instant time) {
    return known != null
            && known.edition().version().equals(edition.version())
            && known.edition().stage() == edition.stage()
        ? known.since()
        : time;
  }

  private static AuditDraft inForce(String playbook, Edition edition, Instant time) {
    return AuditDraft.of(time, "playbook.in-force", null, AuditDraft.NIGHTJAR)
        .with("playbook", playbook)
        .with("playbookVersion", edition.version())
        .with("playbookCommit", edition.commit())
        .with("stage", edition.stage().word())
        .with("trusted", edition.trusted())
        .with("why", edition.why());
  }

  private static void put(Transaction transaction, String playbook, Edition edition, Instant since)
      throws SQLException {
    delete(transaction, playbook);
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO playbooks_in_force(playbook, version, commit_id, stage, why, trusted,"
                    + " since_millis) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, playbook);
      insert.setString(2, edition.version());
      insert.setString(3, edition.commit());
      insert.setString(4, edition.stage().name());
      insert.setString(5, edition.why());
      insert.setInt(6, edition.trusted() ? 1 : 0);
      insert.setLong(7, since.toEpochMilli());
      insert.executeUpdate();
    }
  }

  private static void delete(Transaction transaction, String playbook) throws SQLException {
    try (PreparedStatement delete =
        transaction
            .connection()
            .prepareStatement("DELETE FROM playbooks_in_force WHERE playbook = ?")) {
      delete.setString(1, playbook);
      delete.executeUpdate();
    }
  }

  /** Those that were last in force, by name. */
  public static SortedMap<String, Entry> read(Reads reads) {
    return reads.read(PlaybookRegister::read);
  }

  private static SortedMap<String, Entry> read(Connection connection) throws SQLException {
    SortedMap<String, Entry> found = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT playbook, version, commit_id, stage, why, trusted, since_millis"
                    + " FROM playbooks_in_force");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Edition edition =
            new Edition(
                row.getString(2),
                row.getString(3),
                Stage.valueOf(row.getString(4)),
                row.getString(5),
                row.getInt(6) != 0);
        found.put(row.getString(1), new Entry(edition, Instant.ofEpochMilli(row.getLong(7))));
      }
    }
    return found;
  }
}
