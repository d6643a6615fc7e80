package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A leaf by which the log changes its key. It is the old key that speaks: the checkpoint that first
 * covers the leaf is still signed by it, every later one by the new key. The new key signs the pair
 * of both, so that nobody can name a key that is not theirs.
 *
 * @param leaf index of the leaf
 */
record KeyRotation(long leaf, VerifierKey previous, VerifierKey key) {

  static final String KIND = "audit.key-rotated";

  static AuditDraft draft(
      Instant time, String actor, CheckpointSigner old, CheckpointSigner fresh) {
    byte[] statement = statement(old.verifierKey().text(), fresh.verifierKey().text());
    return AuditDraft.of(time, KIND, null, actor)
        .with("previous", old.verifierKey().text())
        .with("key", fresh.verifierKey().text())
        .with("proof", Base64.getEncoder().encodeToString(fresh.sign(statement)));
  }

  private static byte[] statement(String previous, String key) {
    return ("nightjar-audit-key/v1\n" + previous + "\n" + key + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException when the leaf names no two keys of one log, or the new one did
   *     not sign it
   */
  static KeyRotation of(AuditRecord record) {
    VerifierKey previous = VerifierKey.parse(record.fields().path("previous").asText());
    VerifierKey key = VerifierKey.parse(record.fields().path("key").asText());
    if (!previous.name().equals(key.name())) {
      throw new IllegalArgumentException("the new key is one of another log");
    }
    byte[] proof = Base64.getDecoder().decode(record.fields().path("proof").asText());
    if (!key.signed(statement(previous.text(), key.text()), proof)) {
      throw new IllegalArgumentException("the new key did not sign it");
    }
    return new KeyRotation(record.index(), previous, key);
  }

  /** The newest in the database, or null. */
  static @Nullable KeyRotation last(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT leaf FROM audit_leaves WHERE kind = 'audit.key-rotated'"
                    + " ORDER BY idx DESC LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? of(AuditRecord.parse(row.getBytes(1))) : null;
    }
  }
}
