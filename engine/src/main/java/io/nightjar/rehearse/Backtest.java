package io.nightjar.rehearse;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.rehearse.PastReader.Batch;
import io.nightjar.rehearse.PastReader.Unreadable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rehearses one or more sets of playbooks on the same past, which is read once: a thread reads and
 * decodes, the calling one judges.
 */
public final class Backtest {

  /** So much is read before the past that counts, so that windows are full when it begins. */
  public static final Duration BEFORE = SessionLimits.MEMORY;

  private static final int TOLD_AT_MOST = 20;
  private static final String MORE = "and more";

  /** What is taken for granted by every rehearsal. */
  private static final List<String> ALWAYS =
      List.of(
          "nothing is in force when it begins, and the kill switch is not engaged",
          "what people did by hand, and the responses of then, take no part",
          "of the cluster only that is known which detections recorded: a guard that needs more is"
              + " named as not judged");

  private final Span span;
  private final Progress progress;
  private final List<Run> runs = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private long detections;
  private long passedOver;
  private long unreadables;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /**
   * The past that counts.
   *
   * @param from earlier detections only fill windows
   * @param to where the clock stops; null: at the last detection
   * @param runOn for so long the clock goes on after the end, in which nothing is detected
   */
  public record Span(Instant from, @Nullable Instant to, Duration runOn) {}

  /** Hears how far it is, on the calling thread, every few thousand detections. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param read detections so far
     * @param at time of the latest; null before the first
     */
    void at(long read, @Nullable Instant at);
  }

  public Backtest(Span span, Progress progress) {
    this.span = span;
    this.progress = progress;
  }

  /** One set of playbooks. */
  private final class Run implements AutoCloseable {
    private final Rehearsal.Rehearsing what;
    private final Assumptions assumptions;
    private final Sums sums = new Sums();
    private final Spool spool;
    private final EntryWriter entries;
    private @Nullable Rehearsal rehearsal;
    private long undecided;
    private boolean ended;

    Run(Rehearsal.Rehearsing what, Assumptions assumptions) throws IOException {
      this.what = what;
      this.assumptions = assumptions;
      this.spool = Spool.create();
      this.entries = new EntryWriter(span.from(), sums, spool::add);
    }

    void take(Detection detection) {
      Rehearsal known = rehearsal;
      if (known == null) {
        known = Rehearsal.ofPast(what, assumptions, detection.time(), this::hear);
        rehearsal = known;
      }
      try {
        known.take(detection);
      } catch (RuntimeException e) {
        undecided++;
        tell("detection " + detection.id() + ": the session failed: " + e);
      }
    }

    private void hear(Rehearsed rehearsed) {
      Rehearsal running = rehearsal;
      Detection cause =
          switch (rehearsed) {
            case Rehearsed.Changed changed when running != null ->
                running.cause(changed.response());
            case Rehearsed.Joined joined when running != null -> running.cause(joined.request());
            default -> null;
          };
      entries.write(rehearsed, cause);
    }

    Backtested end() {
      ended = true;
      Rehearsal ran = rehearsal;
      Instant to = span.to() == null ? last : span.to();
      if (ran != null && to != null) {
        ran.advanceTo(to.plus(span.runOn()));
      }
      entries.end();
      return new Backtested(
          new Summary(
              span.from().equals(Instant.MIN) ? first : span.from(),
              to == null ? null : to.plus(span.runOn()),
              List.copyOf(what.playbooks().names()),
              what.playbooks().digest(),
              assumptions(),
              new Summary.Counts(
                  detections,
                  passedOver,
                  ran == null ? 0 : ran.collapsed(),
                  unreadables,
                  undecided,
                  sums.takenOuts(),
                  sums.notPossibles(),
                  sums.pages(),
                  ran == null ? 0 : ran.forgotten()),
              sums.rulings(),
              sums.ends(),
              sums.groups(),
              sums.guards(),
              sums.namespaces(),
              sums.workloads(),
              sums.hours(),
              sums.people(),
              List.copyOf(unreadable)),
          spool);
    }

    private List<String> assumptions() {
      List<String> all = new ArrayList<>();
      all.add("what would be done succeeds after " + assumptions.actingTakes().toMillis() + " ms");
      all.add(assumptions.words());
      all.addAll(ALWAYS);
      return all;
    }

    @Override
    public void close() throws IOException {
      if (rehearsal != null) {
        rehearsal.close();
      }
      if (!ended) {
        spool.close(); // nobody gets it
      }
    }
  }

  /**
   * One set of playbooks on the past.
   *
   * @throws IOException when the past cannot be read at all
   */
  public Backtested run(Rehearsal.Rehearsing what, Assumptions assumptions, PastDetections past)
      throws IOException, InterruptedException {
    return run(List.of(what), assumptions, past).getFirst();
  }

  /** Each of {@code all} on the same past; the answers are in their order. Once. */
  public List<Backtested> run(
      List<Rehearsal.Rehearsing> all, Assumptions assumptions, PastDetections past)
      throws IOException, InterruptedException {
    List<Predicate<String>> looks = new ArrayList<>();
    for (Rehearsal.Rehearsing what : all) {
      runs.add(new Run(what, assumptions));
      looks.add(what.playbooks().looksAt());
    }
    Predicate<String> wanted = rule -> looks.stream().anyMatch(look -> look.test(rule));
    PastReader reader = PastReader.start(past, wanted);
    try {
      Batch batch;
      do {
        batch = reader.next();
        take(batch);
        progress.at(detections, last);
      } while (!batch.last());
      failIf(batch.failure());
      return runs.stream().map(Run::end).toList();
    } finally {
      reader.end();
      for (Run run : runs) {
        run.close();
      }
    }
  }

  private static void failIf(@Nullable Exception failure) throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      default -> throw new IOException(failure);
    }
  }

  private void take(Batch batch) {
    detections += batch.detections().size() + batch.passedOver();
    passedOver += batch.passedOver();
    unreadables += batch.unreadable().size();
    for (Unreadable each : batch.unreadable()) {
      tell(each.where() + " cannot be read: " + each.why());
    }
    for (Detection detection : batch.detections()) {
      first = first == null ? detection.time() : first;
      last = last == null || detection.time().isAfter(last) ? detection.time() : last;
      runs.forEach(run -> run.take(detection));
    }
  }

  private void tell(String line) {
    if (unreadable.size() < TOLD_AT_MOST) {
      unreadable.add(line);
    } else if (unreadable.size() == TOLD_AT_MOST) {
      unreadable.add(MORE);
    }
  }
}
