package io.nightjar.export;

import io.nightjar.audit.AuditRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which leaves are exported.
 *
 * @param since from that time on; null for all
 * @param until before that time; null for all
 * @param kinds such kinds, {@code response.*} for all that begin so; empty for all
 */
public record ExportFilter(@Nullable Instant since, @Nullable Instant until, List<String> kinds) {

  public ExportFilter {
    kinds = List.copyOf(kinds);
  }

  public static final ExportFilter ALL = new ExportFilter(null, null, List.of());

  boolean takes(AuditRecord record) {
    return (since == null || !record.time().isBefore(since))
        && (until == null || record.time().isBefore(until))
        && (kinds.isEmpty() || kinds.stream().anyMatch(kind -> is(record.kind(), kind)));
  }

  private static boolean is(String kind, String wanted) {
    return wanted.endsWith("*")
        ? kind.startsWith(wanted.substring(0, wanted.length() - 1))
        : kind.equals(wanted);
  }
}
