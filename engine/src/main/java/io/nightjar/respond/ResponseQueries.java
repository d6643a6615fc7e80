package io.nightjar.respond;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.store.Reads;
import java.util.List;
import java.util.Optional;

/** Looks responses up, in the engine or beside it. */
public final class ResponseQueries {

  private final Reads reads;

  public ResponseQueries(Reads reads) {
    this.reads = reads;
  }

  public List<Response> list(ResponseFilter filter) {
    return reads.read(connection -> ResponseTable.list(connection, filter));
  }

  /** The response of that id, or the only one whose id begins so. */
  public Optional<Response> find(String idOrPrefix) {
    List<Response> found = matching(idOrPrefix);
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** What a request became, or the response that it was joined to. */
  public Optional<Response> requested(String requestId) {
    return reads.read(
        connection -> {
          Optional<Response> own = ResponseTable.find(connection, requestId);
          return own.isPresent() ? own : ResponseTable.joined(connection, requestId);
        });
  }

  /** Those whose id begins so, six at most. */
  public List<Response> matching(String idOrPrefix) {
    return reads.read(connection -> ResponseTable.matching(connection, idOrPrefix));
  }

  /** Every audit record of one response, the oldest first. */
  public List<AuditRecord> history(String id) {
    return reads.read(connection -> AuditRecords.ofResponse(connection, id));
  }
}
