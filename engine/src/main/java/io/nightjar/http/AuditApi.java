package io.nightjar.http;

import io.nightjar.audit.AuditProofs;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Segment;
import io.nightjar.http.About.Kind;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Routes of the audit log. */
final class AuditApi {

  private final ControlBackend backend;

  AuditApi(ControlBackend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/audit", Permission.VIEW, this::tail)
            .saying(
                About.list("audit", "Leaves of the audit log, the oldest first", AuditRecord.class)
                    .query("from", Kind.NUMBER, "Index of the first one", "0")
                    .query("limit", Kind.NUMBER, "So many at most; 1000 at the utmost", "100")),
        Route.get(
                "/audit/verify",
                Permission.VIEW,
                call -> Reply.ok(Verification.of(backend.verifyAudit())))
            .saying(About.of("audit", "Verifies the whole log", Verification.class)),
        Route.get("/audit/proof/{index}", Permission.VIEW, this::proof)
            .saying(About.of("audit", "That a leaf is in the log (RFC 6962)", Proof.class)),
        Route.get("/audit/consistency", Permission.VIEW, this::consistency)
            .saying(
                About.of(
                        "audit",
                        "That an older log is the beginning of a newer one",
                        Consistency.class)
                    .query("from", Kind.NUMBER, "Size of the older one", "4")
                    .query("to", Kind.NUMBER, "Size of the newer one; the newest without", "9")),
        Route.get("/audit/keys", Permission.VIEW, call -> Reply.ok(backend.auditKeys()))
            .saying(About.of("audit", "The keys and how they follow", AuditKeys.class)),
        Route.post("/audit/keys/rotate", Permission.OPERATE, this::rotate)
            .saying(About.of("audit", "Gives the log a new key", AuditKeys.class).who()),
        Route.post("/audit/seal", Permission.OPERATE, this::seal)
            .saying(
                About.list("audit", "Moves old leaves into files", Segment.class)
                    .body("before", Kind.TIME, "Those before then", "2026-01-01T00:00:00Z")
                    .who()),
        Route.get("/audit/checkpoint", Permission.VIEW, this::checkpoint)
            .saying(About.of("audit", "The newest signed checkpoint", Note.class)));
  }

  private Reply tail(Call call) {
    long from = call.number("from", 0, Long.MAX_VALUE);
    int limit = (int) call.number("limit", 100, Listing.LIMIT_AT_MOST);
    List<AuditRecord> leaves = backend.audit(from, limit);
    return leaves.isEmpty() || leaves.size() < limit
        ? Reply.ok(leaves)
        : Listing.next(call, leaves, Map.of("from", Long.toString(leaves.getLast().index() + 1)));
  }

  private Reply proof(Call call) {
    String index = call.variable("index");
    if (!index.matches("\\d{1,18}")) {
      throw new Rejection(Problem.badRequest("the index of a leaf is a whole number"));
    }
    try {
      return Reply.ok(
          backend
              .proof(Long.parseLong(index))
              .map(Proof::of)
              .orElseThrow(
                  () -> new Rejection(Problem.notFound("no checkpoint covers leaf " + index))));
    } catch (AuditProofs.SegmentAbsent e) {
      throw new Rejection(Problem.refused(String.valueOf(e.getMessage())));
    }
  }

  private Reply consistency(Call call) {
    long from = call.number("from", 0, Long.MAX_VALUE);
    try {
      return Reply.ok(
          Consistency.of(backend.consistency(from, call.number("to", -1, Long.MAX_VALUE))));
    } catch (IndexOutOfBoundsException e) {
      throw new Rejection(Problem.notFound(String.valueOf(e.getMessage())));
    }
  }

  private Reply rotate(Call call) {
    return Reply.ok(backend.rotateAuditKey(call.who()));
  }

  private Reply seal(Call call) {
    try {
      Instant before = Instant.parse(call.required("before"));
      return Reply.ok(backend.sealAudit(before, call.who()));
    } catch (DateTimeException e) {
      throw new Rejection(Problem.badRequest("before must be a time: 2026-03-01T00:00:00Z"));
    } catch (UncheckedIOException e) {
      throw new Rejection(Problem.refused(String.valueOf(e.getMessage())));
    }
  }

  private Reply checkpoint(Call call) {
    return Reply.ok(
        backend
            .checkpoint()
            .map(checkpoint -> new Note(checkpoint.note()))
            .orElseThrow(() -> new Rejection(Problem.notFound("there is no checkpoint yet"))));
  }

  /** A signed checkpoint. */
  record Note(String note) {}
}
