package io.nightjar.rehearse;

import io.nightjar.audit.AuditRecord;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseQueries;
import io.nightjar.respond.SupposedAnswer;
import io.nightjar.store.Reads;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What people said to the same request then, as the audit log of a store has it. The same playbook,
 * rule, action, target and detections are the same request; what was not asked then is not
 * answered.
 */
public final class RecordedAnswers implements Function<Response, Optional<SupposedAnswer>> {

  private static final String PERSON = "person:";

  private final ResponseQueries queries;

  /**
   * @param reads not those from which detections are being read at the same time
   */
  public RecordedAnswers(Reads reads) {
    this.queries = new ResponseQueries(reads);
  }

  @Override
  public Optional<SupposedAnswer> apply(Response waiting) {
    Instant asked = null;
    for (AuditRecord leaf : queries.history(waiting.id())) {
      if (leaf.kind().equals("response.awaiting-approval")) {
        asked = leaf.time();
      }
      boolean agreed = leaf.kind().equals("response.allowed");
      boolean denied = leaf.kind().equals("response.rejected");
      if (asked != null && (agreed || denied) && leaf.actor().startsWith(PERSON)) {
        return Optional.of(
            new SupposedAnswer(
                agreed,
                Duration.between(asked, leaf.time()),
                leaf.actor().substring(PERSON.length())));
      }
    }
    return Optional.empty();
  }
}
