package io.nightjar.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the log itself says of its segments, held against what the database says. */
final class SealedStatements {

  private final Map<Long, AuditRecord> said = new TreeMap<>();

  void leaf(AuditRecord record) {
    if (record.kind().equals(Sealing.KIND)) {
      said.put(record.fields().path("segment").asLong(), record);
    }
  }

  /**
   * The leaf that says that a segment was sealed comes after it. So where everything after a
   * segment was at hand and no leaf says so, somebody only pretends that its leaves were sealed.
   *
   * @param absent number of the last segment that was not at hand, or 0
   */
  void end(List<Segment> segments, long absent, Findings findings) {
    Map<Long, AuditRecord> rest = new TreeMap<>(said);
    for (Segment segment : segments) {
      AuditRecord record = rest.remove(segment.number());
      if (record == null && segment.number() >= absent) {
        findings.general(
            "no leaf says that the segment "
                + segment.file()
                + " was sealed: somebody else took "
                + segment.range()
                + " out of the database");
      } else if (record != null && !fits(record.fields(), segment)) {
        findings.general(
            "segment "
                + segment.number()
                + " is "
                + segment.file()
                + " ("
                + segment.sha256()
                + ") in the database, and leaf "
                + record.index()
                + " says that "
                + record.fields().path("file").asText()
                + " ("
                + record.fields().path("sha256").asText()
                + ") was sealed");
      }
    }
    rest.forEach(
        (number, record) ->
            findings.general(
                "leaf "
                    + record.index()
                    + " says that "
                    + record.fields().path("file").asText()
                    + " was sealed, and the database does not know that segment"));
  }

  private static boolean fits(JsonNode fields, Segment segment) {
    return fields.path("firstLeaf").asLong() == segment.first()
        && fields.path("endLeaf").asLong() == segment.end()
        && fields.path("file").asText().equals(segment.file())
        && fields.path("sha256").asText().equals(segment.sha256());
  }
}
