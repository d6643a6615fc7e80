package io.nightjar.policy;

import io.nightjar.respond.Edition;
import io.nightjar.respond.PlaybookCounts;
import io.nightjar.respond.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against giving a playbook more trust. It only says what was counted; whether that is
 * enough, a person decides.
 */
final class Readiness {

  /** Less than a week has no weekend in it, and fewer answers say little. */
  private static final Duration LONG_ENOUGH = Duration.ofDays(7);

  private static final int ANSWERS_ENOUGH = 5;

  private final Edition edition;
  private final PlaybookCounts counts;
  private final List<String> against = new ArrayList<>();

  private Readiness(Edition edition, PlaybookCounts counts) {
    this.edition = edition;
    this.counts = counts;
  }

  /**
   * @param since when it came into force so; null where it is not
   */
  static List<String> against(
      Edition edition, PlaybookCounts counts, @Nullable Instant since, int cases, Instant now) {
    Readiness readiness = new Readiness(edition, counts);
    readiness.trust();
    readiness.cases(cases);
    readiness.time(since, now);
    readiness.fired();
    readiness.people();
    readiness.harm();
    return List.copyOf(readiness.against);
  }

  /** One sentence of it. */
  static String sentence(String playbook, Stage stage, List<String> against) {
    return switch (stage) {
      case DRAFT -> up(playbook, Stage.ASK, against);
      case ASK -> up(playbook, Stage.ENFORCE, against);
      case ENFORCE ->
          playbook
              + ": at the last stage"
              + (against.isEmpty() ? "." : "; worth a look: " + String.join("; ", against));
    };
  }

  private static String up(String playbook, Stage next, List<String> against) {
    return playbook
        + ": ready to move up to "
        + next.word()
        + "? "
        + (against.isEmpty()
            ? "Nothing counted here speaks against it."
            : "No: " + String.join("; ", against));
  }

  private void trust() {
    if (!edition.trusted()) {
      against.add(edition.why());
    }
  }

  private void cases(int cases) {
    if (cases == 0) {
      against.add("it has no cases");
    }
  }

  private void time(@Nullable Instant since, Instant now) {
    if (edition.stage() == Stage.ENFORCE) {
      return;
    }
    if (since == null) {
      against.add("this version is not in force at this stage yet");
    } else if (Duration.between(since, now).compareTo(LONG_ENOUGH) < 0) {
      against.add(
          "this version has been at this stage for "
              + days(Duration.between(since, now))
              + ", not a week");
    }
  }

  private static String days(Duration duration) {
    long days = duration.toDays();
    return days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
  }

  private void fired() {
    if (counts.asked() == 0 && edition.stage() != Stage.ENFORCE) {
      against.add("it has asked for nothing, so nothing is known of it");
    }
    if (counts.denied() > 0) {
      String guards =
          counts.deniedBy().entrySet().stream()
              .map(guard -> guard.getKey() + " " + guard.getValue())
              .collect(Collectors.joining(", "));
      of(counts.denied(), counts.asked(), "denied" + (guards.isEmpty() ? "" : " (" + guards + ")"));
    }
    of(
        counts.failed(),
        counts.allowed() + counts.approved(),
        edition.stage() == Stage.DRAFT ? "failed when they were tried" : "failed");
  }

  private void people() {
    int put = counts.approved() + counts.rejected() + counts.expired();
    of(counts.rejected(), put, "rejected by people");
    of(counts.expired(), put, "answered by nobody");
    if (edition.stage() == Stage.ASK && counts.asked() > 0 && counts.approved() < ANSWERS_ENOUGH) {
      against.add(
          "people have agreed to " + counts.approved() + " so far, fewer than " + ANSWERS_ENOUGH);
    }
  }

  private void harm() {
    int done = counts.allowed() + counts.approved();
    of(counts.undone(), done, "undone by people");
    of(counts.putBack(), done, "put back by others");
  }

  private void of(int count, int all, String became) {
    if (count > 0) {
      against.add(count + " of " + all + " " + became);
    }
  }
}
