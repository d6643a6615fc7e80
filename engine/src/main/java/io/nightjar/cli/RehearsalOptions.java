package io.nightjar.cli;

import io.nightjar.RehearsalFromConfig;
import io.nightjar.cli.capture.CapturePast;
import io.nightjar.config.Configuration;
import io.nightjar.config.Durations;
import io.nightjar.config.Overrides;
import io.nightjar.gate.Mode;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.rehearse.Assumptions;
import io.nightjar.rehearse.Backtest;
import io.nightjar.rehearse.JournalPast;
import io.nightjar.rehearse.PastDetections;
import io.nightjar.rehearse.RecordedAnswers;
import io.nightjar.rehearse.Rehearsal;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which past playbooks are rehearsed on, and what is taken for granted. */
final class RehearsalOptions {

  private static final Duration AFTER_CAPTURE = Duration.ofHours(1);

  /** What people say to what needs their approval. */
  enum Approve {
    never,
    always,
    asRecorded
  }

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description =
          "So far back from the latest detection, such as 30d or 12h; default: all there is.")
  @Nullable String since;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From this time or day on: 2026-11-01, 2026-11-20T03:00:00Z.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Up to this time or day.")
  @Nullable String to;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A backup, instead of the store of the state folder.")
  @Nullable Path file;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "jdbc:postgresql://HOST/DATABASE, instead of the store of the state folder; password in"
              + " NIGHTJAR_STORE_PASSWORD.")
  @Nullable String store;

  @Option(
      names = "--store-user",
      paramLabel = "NAME",
      description = "Who reads there; default: ${DEFAULT-VALUE}.")
  String storeUser = "nightjar";

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description =
          "A capture (.njcap, .scap) or an audit log of Kubernetes, through the configured rules,"
              + " instead of a store; may be repeated.")
  List<Path> captures = List.of();

  @Option(
      names = "--approve",
      paramLabel = "WORD",
      converter = ApproveConverter.class,
      description =
          "What people say to what needs approval: never (nobody answers; the default), always"
              + " (somebody agrees after two minutes), as-recorded (what was said then to the same"
              + " request).")
  Approve approve = Approve.never;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      description = "enforce or dry-run, in every namespace; default: as configured.")
  @Nullable Mode mode;

  @Option(
      names = "--run-on",
      paramLabel = "DURATION",
      description =
          "Let the clock run on after the end, as if nothing were detected any more; default: 0s,"
              + " after captures 1h.")
  @Nullable String runOn;

  /** Words as they are typed. */
  static final class ApproveConverter implements picocli.CommandLine.ITypeConverter<Approve> {
    @Override
    public Approve convert(String text) {
      return switch (text) {
        case "never" -> Approve.never;
        case "always" -> Approve.always;
        case "as-recorded" -> Approve.asRecorded;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "\"" + text + "\" is none of never, always, as-recorded");
      };
    }
  }

  Configuration configuration(Shell shell, StateOption configured) throws Exception {
    return configured.configuration(
        shell.around(), new Overrides(null, mode, List.of(), null, null, null, null));
  }

  /** The playbooks before the gate as it is configured. */
  Rehearsal.Rehearsing rehearsing(
      CompiledPlaybooks playbooks, Configuration configuration, Calendars calendars) {
    return RehearsalFromConfig.past(configuration, playbooks, calendars);
  }

  /**
   * The past, opened.
   *
   * @param open what it is read from
   */
  record Opened(
      PastDetections past, Backtest.Span span, Assumptions assumptions, List<ReadOnlyDatabase> open)
      implements AutoCloseable {
    @Override
    public void close() {
      open.forEach(ReadOnlyDatabase::close);
    }
  }

  Opened open(Shell shell, StateOption configured, Configuration configuration) throws Exception {
    check();
    return captures.isEmpty()
        ? ofStore(shell, configured)
        : ofCaptures(shell, configuration.rules());
  }

  private void check() throws UsageFailure {
    int places = (file == null ? 0 : 1) + (store == null ? 0 : 1) + (captures.isEmpty() ? 0 : 1);
    if (places > 1) {
      throw new UsageFailure("only one of --file, --store and --capture can be the past");
    }
    if (since != null && from != null) {
      throw new UsageFailure("--since and --from both say where it begins: leave one out");
    }
    if (!captures.isEmpty() && (since != null || approve == Approve.asRecorded)) {
      throw new UsageFailure("a capture has neither a --since nor answers that were recorded");
    }
  }

  private Opened ofCaptures(Shell shell, List<Path> rules) throws Exception {
    Instant begin = from == null ? Instant.MIN : DayOrTime.parse(from, shell.zone());
    Instant end = to == null ? null : DayOrTime.parse(to, shell.zone());
    CapturePast past = CapturePast.of(shell, rules, captures, begin, end);
    Backtest.Span span = new Backtest.Span(begin, end, runOn(AFTER_CAPTURE));
    return new Opened(past, span, assumptions(null), List.of());
  }

  private Opened ofStore(Shell shell, StateOption configured) throws Exception {
    List<ReadOnlyDatabase> open = new ArrayList<>();
    try {
      ReadOnlyDatabase database = database(shell, configured);
      open.add(database);
      Backtest.Span span = span(shell, database);
      Instant first =
          span.from().equals(Instant.MIN) ? Instant.EPOCH : span.from().minus(Backtest.BEFORE);
      Instant end = span.to() == null ? Instant.EPOCH : span.to().plusMillis(1);
      ReadOnlyDatabase answers = null;
      if (approve == Approve.asRecorded) {
        answers = database(shell, configured);
        open.add(answers);
      }
      return new Opened(
          new JournalPast(database, first, end), span, assumptions(answers), List.copyOf(open));
    } catch (Exception e) {
      open.forEach(ReadOnlyDatabase::close);
      throw e;
    }
  }

  private ReadOnlyDatabase database(Shell shell, StateOption configured) throws Exception {
    if (store != null) {
      if (!store.startsWith("jdbc:postgresql:")) {
        throw new UsageFailure("--store is jdbc:postgresql://HOST/DATABASE");
      }
      return ReadOnlyDatabase.open(new StoreAddress.Server(store, storeUser, null));
    }
    return file == null
        ? ReadOnlyDatabase.open(configured.folder(shell.around()))
        : ReadOnlyDatabase.openFile(file);
  }

  /** Counted back from the latest detection, so that the same store gives the same tomorrow. */
  private Backtest.Span span(Shell shell, ReadOnlyDatabase database) throws UsageFailure {
    Optional<Instant> latest = JournalPast.latest(database, shell.clock().instant());
    Instant end = to == null ? latest.orElse(null) : DayOrTime.parse(to, shell.zone());
    Instant begin = Instant.MIN;
    if (from != null) {
      begin = DayOrTime.parse(from, shell.zone());
    } else if (since != null && end != null) {
      begin = end.minus(duration("--since", since));
    }
    return new Backtest.Span(begin, end, runOn(Duration.ZERO));
  }

  private Duration runOn(Duration usual) throws UsageFailure {
    return runOn == null ? usual : duration("--run-on", runOn);
  }

  private static Duration duration(String option, String text) throws UsageFailure {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(option + " " + text + ": " + e.getMessage());
    }
  }

  private Assumptions assumptions(@Nullable ReadOnlyDatabase answers) {
    return switch (approve) {
      case never -> Assumptions.UNANSWERED;
      case always -> Assumptions.APPROVED;
      case asRecorded ->
          answers == null
              ? Assumptions.UNANSWERED
              : new Assumptions(
                  Assumptions.ACTING_TAKES,
                  new RecordedAnswers(answers),
                  "what needs approval is answered as the same request was answered then");
    };
  }
}
