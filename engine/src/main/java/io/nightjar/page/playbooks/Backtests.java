package io.nightjar.page.playbooks;

import io.nightjar.page.work.Background;
import io.nightjar.page.work.Background.Standing;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.rehearse.Assumptions;
import io.nightjar.rehearse.Backtest;
import io.nightjar.rehearse.BacktestPage;
import io.nightjar.rehearse.Backtested;
import io.nightjar.rehearse.JournalPast;
import io.nightjar.rehearse.Rehearsal;
import io.nightjar.rehearse.Summary;
import io.nightjar.store.Reads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rehearses the playbooks that are in force on the detections of the store when an author asks, and
 * keeps the report of the last time in the state folder. Thread safe.
 */
public final class Backtests implements AutoCloseable {

  /** The report of the last one, in the state folder. */
  static final String FILE = "backtest.html";

  private static final Logger log = LoggerFactory.getLogger(Backtests.class);

  private final Supplier<PolicyNow> policy;
  private final BiFunction<PolicyNow, CompiledPlaybooks, Rehearsal.Rehearsing> rehearsing;
  private final Reads reads;
  private final Path state;
  private final ZoneId zone;
  private final InstantSource clock;
  private final Background<Report> background;

  /**
   * What came of one.
   *
   * @param file HTML
   * @param detections that were read
   */
  public record Report(Path file, Summary summary, long detections) {}

  /**
   * What is asked for.
   *
   * @param playbook empty for all
   * @param days back from the latest detection
   * @param approving whether people are supposed to agree to what they are asked
   */
  public record Wanted(String playbook, int days, boolean approving) {}

  /**
   * @param rehearsing those playbooks before the gate of that policy
   * @param reads the store
   */
  public Backtests(
      Supplier<PolicyNow> policy,
      BiFunction<PolicyNow, CompiledPlaybooks, Rehearsal.Rehearsing> rehearsing,
      Reads reads,
      Path state,
      ZoneId zone,
      InstantSource clock) {
    this.policy = policy;
    this.rehearsing = rehearsing;
    this.reads = reads;
    this.state = state;
    this.zone = zone;
    this.clock = clock;
    this.background = new Background<>("page-backtest", clock);
  }

  /** Begins, unless one is running; whether it began. */
  public boolean start(Wanted wanted, String by) {
    String what =
        (wanted.playbook().isEmpty() ? "all playbooks" : wanted.playbook())
            + " on the last "
            + wanted.days()
            + (wanted.days() == 1 ? " day" : " days");
    return background.start(what, by, words -> run(wanted, words));
  }

  private Report run(Wanted wanted, Consumer<String> words)
      throws IOException, InterruptedException {
    PolicyNow now = policy.get();
    CompiledPlaybooks playbooks =
        wanted.playbook().isEmpty() ? now.playbooks() : now.playbooks().only(wanted.playbook());
    Optional<Instant> latest = JournalPast.latest(reads, clock.instant());
    Instant end = latest.orElseGet(clock::instant);
    Instant begin = end.minus(Duration.ofDays(wanted.days()));
    Backtest.Span span = new Backtest.Span(begin, end, Duration.ZERO);
    JournalPast past = new JournalPast(reads, begin.minus(Backtest.BEFORE), end.plusMillis(1));
    Assumptions assumptions = wanted.approving() ? Assumptions.APPROVED : Assumptions.UNANSWERED;
    words.accept("");
    DateTimeFormatter day =
        DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH).withZone(zone);
    Backtest backtest =
        new Backtest(
            span,
            (read, at) ->
                words.accept(
                    String.format(Locale.ROOT, "%,d detections", read)
                        + (at == null ? "" : ", at " + day.format(at))));
    try (Backtested result = backtest.run(rehearsing.apply(now, playbooks), assumptions, past)) {
      Path fresh = state.resolve(FILE + ".new");
      try (PrintWriter out =
          new PrintWriter(Files.newBufferedWriter(fresh, StandardCharsets.UTF_8))) {
        BacktestPage.write(result, zone, out);
      }
      Path file = state.resolve(FILE);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      return new Report(file, result.summary(), result.summary().counts().detections());
    }
  }

  /** Ends the one that is running. */
  public void stop() {
    background.stop();
  }

  public Standing<Report> standing() {
    return background.standing();
  }

  /** The last report as it was written; empty where there is none. */
  public Optional<byte[]> report() {
    Path file = state.resolve(FILE);
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      log.warn("the report of the last back-test cannot be read", e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    background.close();
  }
}
