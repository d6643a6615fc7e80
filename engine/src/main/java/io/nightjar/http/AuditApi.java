package io.nightjar.http;

import io.nightjar.audit.AuditProofs;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Routes of the audit log. */
final class AuditApi {

  private static final int LIMIT_AT_MOST = 1_000;

  private final ControlBackend backend;

  AuditApi(ControlBackend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/audit", Permission.VIEW, this::tail),
        Route.get(
            "/audit/verify",
            Permission.VIEW,
            call -> Reply.ok(Verification.of(backend.verifyAudit()))),
        Route.get("/audit/proof/{index}", Permission.VIEW, this::proof),
        Route.get("/audit/consistency", Permission.VIEW, this::consistency),
        Route.get("/audit/keys", Permission.VIEW, call -> Reply.ok(backend.auditKeys())),
        Route.post("/audit/keys/rotate", Permission.OPERATE, this::rotate),
        Route.post("/audit/seal", Permission.OPERATE, this::seal),
        Route.get("/audit/checkpoint", Permission.VIEW, this::checkpoint));
  }

  private Reply tail(Call call) {
    long from = call.number("from", 0, Long.MAX_VALUE);
    return Reply.ok(backend.audit(from, (int) call.number("limit", 100, LIMIT_AT_MOST)));
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
