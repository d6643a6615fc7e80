package io.nightjar.export;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.audit.AuditLeaves;
import io.nightjar.audit.AuditLeaves.Leaf;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.store.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the audit log in the words of another system, one event a line, in the memory of one leaf.
 * Events in JSON hold ASCII only and those of CEF printable characters only, so that nothing an
 * attacker named means anything on the way; leaves go out byte for byte, for that is what was
 * hashed.
 */
public final class AuditExport {

  private static final ObjectWriter WRITER =
      Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private final ExportFormat format;
  private final ExportFilter filter;
  private final OcsfEvents ocsf;
  private final EcsDocuments ecs;
  private final CefEvents cef;

  /**
   * @param actions what can be done, for the countermeasures that events name
   * @param version of this Nightjar
   */
  public AuditExport(
      ExportFormat format, ExportFilter filter, List<ActionDescriptor> actions, String version) {
    this.format = format;
    this.filter = filter;
    Map<String, ActionDescriptor> byId =
        actions.stream().collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
    this.ocsf = new OcsfEvents(byId, version);
    this.ecs = new EcsDocuments(version);
    this.cef = new CefEvents(version);
  }

  /**
   * What was done.
   *
   * @param written how many lines
   * @param absent what could not be read because its segment is not at hand
   * @param unreadable how many leaves are none; {@code audit verify} names them
   */
  public record Result(long written, List<String> absent, long unreadable) {}

  /**
   * @throws UncheckedIOException when {@code out} cannot be written, or a segment is damaged
   */
  public Result write(Connection connection, SegmentFolder folder, OutputStream out)
      throws SQLException {
    boolean ownTransaction = connection.getAutoCommit();
    connection.setAutoCommit(false); // one snapshot, read in pieces
    try (FactFinder finder = new FactFinder(connection)) {
      Run run = new Run(finder, out);
      List<String> absent = AuditLeaves.each(connection, folder, run::take);
      return new Result(run.written, absent, run.unreadable);
    } finally {
      connection.rollback();
      connection.setAutoCommit(ownTransaction);
    }
  }

  /** One leaf in the words of the other system. */
  public record Line(long index, String text) {}

  /**
   * Some leaves, for those who follow the log.
   *
   * @param lines of those that are leaves and pass the filter
   * @param next index of the leaf to go on with
   */
  public record Some(List<Line> lines, long next) {
    public Some {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @param from index of the first
   */
  public Some some(Connection connection, SegmentFolder folder, long from, int limit)
      throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (FactFinder finder = new FactFinder(connection)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Run run = new Run(finder, out);
      long next =
          AuditLeaves.some(
              connection,
              folder,
              from,
              limit,
              leaf -> {
                run.take(leaf);
                if (out.size() > 0) {
                  lines.add(new Line(leaf.index(), out.toString(StandardCharsets.UTF_8).strip()));
                  out.reset();
                }
              });
      return new Some(lines, next);
    }
  }

  private final class Run {
    private final FactFinder finder;
    private final OutputStream out;
    private long written;
    private long unreadable;

    Run(FactFinder finder, OutputStream out) {
      this.finder = finder;
      this.out = out;
    }

    void take(Leaf leaf) throws SQLException {
      AuditRecord record;
      try {
        record = AuditRecord.parse(leaf.bytes());
      } catch (IllegalArgumentException e) {
        unreadable++;
        return;
      }
      if (!filter.takes(record)) {
        return;
      }
      try {
        out.write(line(leaf, record));
        out.write('\n');
        written++;
      } catch (IOException e) {
        throw new UncheckedIOException("the export cannot be written: " + e.getMessage(), e);
      }
    }

    private byte[] line(Leaf leaf, AuditRecord record) throws SQLException, IOException {
      return switch (format) {
        case jsonl -> AuditLeaves.line(leaf);
        case ocsf -> ascii(ocsf.event(finder.facts(leaf, record)));
        case ecs -> ascii(ecs.document(finder.facts(leaf, record)));
        case cef -> cef.line(finder.facts(leaf, record)).getBytes(StandardCharsets.UTF_8);
      };
    }

    // Jackson leaves DEL as it is
    private static byte[] ascii(Map<String, Object> value) throws IOException {
      return WRITER
          .writeValueAsString(value)
          .replace("\u007f", "\\u007f")
          .getBytes(StandardCharsets.US_ASCII);
    }
  }
}
