package io.nightjar.respond;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What people have said so far of a response that waits for them.
 *
 * @param agreed who agreed, in order
 * @param escalations how many steps of the escalation were told
 * @param acknowledgedBy who looks at it, so that nobody else is told; or empty
 */
public record Answers(List<Agreement> agreed, int escalations, String acknowledgedBy) {

  /** One person's yes. */
  public record Agreement(String who, Instant at, String comment) {}

  static final Answers NONE = new Answers(List.of(), 0, "");

  public Answers {
    agreed = List.copyOf(agreed);
  }

  Answers plus(Agreement agreement) {
    List<Agreement> all = new ArrayList<>(agreed);
    all.add(agreement);
    return new Answers(all, escalations, acknowledgedBy);
  }

  Answers escalated() {
    return new Answers(agreed, escalations + 1, acknowledgedBy);
  }

  Answers acknowledged(String who) {
    return new Answers(agreed, escalations, who);
  }

  boolean agreed(String who) {
    return agreed.stream().anyMatch(agreement -> same(agreement.who(), who));
  }

  /** Whether two names are the same person's, as people write them. */
  static boolean same(String one, String other) {
    return one.strip().toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
  }
}
