package io.nightjar.http;

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
        Route.get("/audit", this::tail),
        Route.get("/audit/verify", call -> Reply.ok(Verification.of(backend.verifyAudit()))),
        Route.get("/audit/proof/{index}", this::proof),
        Route.get("/audit/checkpoint", this::checkpoint));
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
    return Reply.ok(
        backend
            .proof(Long.parseLong(index))
            .map(Proof::of)
            .orElseThrow(
                () -> new Rejection(Problem.notFound("no checkpoint covers leaf " + index))));
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
