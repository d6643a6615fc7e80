package io.nightjar.respond;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What people have said so far of a response that waits for them.
 *
 * @param agreed who agreed, in order
 * @param escalations how many steps of the escalation were told
 * @param acknowledgedBy who looks at it, so that nobody else is told; or empty
 * @param usedLinks serials of the links that were answered with
 */
public record Answers(
    List<Agreement> agreed,
    int escalations,
    String acknowledgedBy,
    @Nullable List<String> usedLinks) {

  /** One person's yes. */
  public record Agreement(String who, Instant at, String comment) {}

  static final Answers NONE = new Answers(List.of(), 0, "", List.of());

  public Answers {
    agreed = List.copyOf(agreed);
    // responses that were stored before there were links have none
    usedLinks = usedLinks == null ? List.of() : List.copyOf(usedLinks);
  }

  Answers plus(Agreement agreement) {
    List<Agreement> all = new ArrayList<>(agreed);
    all.add(agreement);
    return new Answers(all, escalations, acknowledgedBy, usedLinks);
  }

  Answers escalated() {
    return new Answers(agreed, escalations + 1, acknowledgedBy, usedLinks);
  }

  Answers acknowledged(String who) {
    return new Answers(agreed, escalations, who, usedLinks);
  }

  /**
   * @param serial null where no link was used
   */
  Answers by(@Nullable String serial) {
    if (serial == null) {
      return this;
    }
    List<String> used = new ArrayList<>(usedLinks == null ? List.of() : usedLinks);
    used.add(serial);
    return new Answers(agreed, escalations, acknowledgedBy, used);
  }

  boolean used(String serial) {
    return usedLinks != null && usedLinks.contains(serial);
  }

  boolean agreed(String who) {
    return agreed.stream().anyMatch(agreement -> same(agreement.who(), who));
  }

  /** Whether two names are the same person's, as people write them. */
  static boolean same(String one, String other) {
    return one.strip().toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
  }
}
