package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of leaves that were sealed, {@value #LEAVES} to a row: with them every root and every
 * proof of the log can still be made, though the leaves themselves are elsewhere.
 */
final class Tiles {

  static final int LEAVES = 256;
  private static final int BYTES = LEAVES * Hash.LENGTH;

  private Tiles() {}

  /**
   * The hashes of the leaves from {@code first} to before {@code end}, packed; fewer where they are
   * missing.
   */
  static byte[] read(Connection connection, long first, long end) throws SQLException {
    byte[] packed = new byte[Math.toIntExact((end - first) * Hash.LENGTH)];
    int filled = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT tile, hashes FROM audit_tiles WHERE tile >= ? AND tile <= ? ORDER BY tile")) {
      select.setLong(1, first / LEAVES);
      select.setLong(2, (end - 1) / LEAVES);
      try (ResultSet rows = select.executeQuery()) {
        while (filled < packed.length && rows.next()) {
          long next = first + filled / Hash.LENGTH;
          byte[] hashes = rows.getBytes(2);
          int from = Math.toIntExact((next - rows.getLong(1) * LEAVES) * Hash.LENGTH);
          int count =
              Math.min(hashes.length / Hash.LENGTH * Hash.LENGTH - from, packed.length - filled);
          if (rows.getLong(1) != next / LEAVES || count <= 0) {
            break;
          }
          System.arraycopy(hashes, from, packed, filled, count);
          filled += count;
        }
      }
    }
    return filled == packed.length ? packed : Arrays.copyOf(packed, filled);
  }

  /** Adds hashes after the {@code first} that are there. */
  static void append(Connection connection, long first, byte[] hashes) throws SQLException {
    long next = first;
    int from = 0;
    while (from < hashes.length) {
      long tile = next / LEAVES;
      int room = BYTES - Math.toIntExact(next % LEAVES) * Hash.LENGTH;
      int count = Math.min(room, hashes.length - from);
      byte[] before = room == BYTES ? new byte[0] : tile(connection, tile);
      byte[] full = Arrays.copyOf(before == null ? new byte[0] : before, BYTES - room + count);
      System.arraycopy(hashes, from, full, BYTES - room, count);
      save(connection, tile, full);
      from += count;
      next += count / Hash.LENGTH;
    }
  }

  private static void save(Connection connection, long tile, byte[] hashes) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement("UPDATE audit_tiles SET hashes = ? WHERE tile = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO audit_tiles(tile, hashes) VALUES (?, ?)")) {
      update.setBytes(1, hashes);
      update.setLong(2, tile);
      if (update.executeUpdate() == 0) {
        insert.setLong(1, tile);
        insert.setBytes(2, hashes);
        insert.executeUpdate();
      }
    }
  }

  private static byte @Nullable [] tile(Connection connection, long tile) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT hashes FROM audit_tiles WHERE tile = ?")) {
      select.setLong(1, tile);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }
  }
}
