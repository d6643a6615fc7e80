package io.nightjar.cli.capture;

import io.nightjar.cli.PlainText;
import io.nightjar.cli.Shell;
import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.Recordings;
import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Replays file after file, captures and audit logs, and keeps what is to be said at the end. */
final class FileReplay {
  private final Shell shell;
  private final List<Path> rules;
  private final AlertPrinter printer;
  private final Range range;
  private final ReplayCount count = new ReplayCount();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, RuleSet> byHost = new HashMap<>();

  /**
   * Which events are judged and how fast.
   *
   * @param from null for the begin
   * @param to null for the end
   */
  record Range(@Nullable TimeBound from, @Nullable TimeBound to, boolean realtime) {}

  /**
   * @param rules files or folders
   */
  FileReplay(Shell shell, List<Path> rules, AlertPrinter printer, Range range) {
    this.shell = shell;
    this.rules = rules;
    this.printer = printer;
    this.range = range;
  }

  /** What was met over all files. */
  ReplayCount count() {
    return count;
  }

  /** What is to be said of the files, a line each. */
  List<String> notes() {
    return notes;
  }

  /** Throws what would keep a file from being replayed at all. */
  void check(Path file) throws IOException, UsageFailure, RuleErrors {
    if (KubernetesAuditFile.isOne(file)) {
      KubernetesAuditFile.open(file).close();
      load(shell.around().hostName());
      return;
    }
    try (Recording recording = open(file)) {
      load(hostName(recording));
    }
  }

  /** Replays a file; false when something of it could not be read, which the notes tell. */
  boolean run(Path file) throws IOException, UsageFailure, RuleErrors {
    boolean whole = KubernetesAuditFile.isOne(file) ? audit(file) : capture(file);
    shell.out().flush();
    return whole;
  }

  private boolean capture(Path file) throws IOException, UsageFailure, RuleErrors {
    try (Recording recording = open(file)) {
      String host = hostName(recording);
      RuleSet set = load(host);
      notes.addAll(Gaps.of(recording, set));
      Pace pace = Pace.of(range.realtime());
      new RecordingReplay(recording, new RuleEvaluator(set), pace, count, to(host, pace))
          .between(range.from(), range.to())
          .run(printer::unheard);
      Recording.Damage damage = recording.damage();
      if (damage != null) {
        notes.add(told(file, damage));
      }
      return damage == null;
    }
  }

  private boolean audit(Path file) throws IOException, RuleErrors {
    String host = shell.around().hostName();
    RuleSet set = load(host);
    if (!Gaps.hasRulesOfAudit(set)) {
      notes.add(plain(file) + " is a Kubernetes audit log, and no rule has the source k8s_audit");
    }
    Pace pace = Pace.of(range.realtime());
    try (KubernetesAuditReader log = KubernetesAuditFile.open(file)) {
      Consumer<Match> alerts = to(host, pace);
      KubernetesAuditReplay replay =
          new KubernetesAuditReplay(
                  log, new RuleEvaluator(set), pace, count, (event, match) -> alerts.accept(match))
              .between(range.from(), range.to());
      boolean whole = true;
      try {
        replay.run(printer::unheard);
      } catch (IOException unreadable) {
        whole = false;
        notes.add(
            red(file + " cannot be read to its end")
                + ": "
                + PlainText.of(String.valueOf(unreadable.getMessage()))
                + "; every whole event before was judged");
      }
      tellBad(file, replay);
      return whole && replay.bad() == 0;
    }
  }

  private void tellBad(Path file, KubernetesAuditReplay replay) {
    if (replay.bad() == 0) {
      return;
    }
    notes.add(
        red(plain(file) + ": " + ReplaySummary.amount(replay.bad(), "entry", "entries"))
            + " that "
            + (replay.bad() == 1 ? "is no event was" : "are no events were")
            + " skipped");
    replay.told().forEach(bad -> notes.add("  line " + bad.line() + ": " + bad.reason()));
    if (replay.bad() > replay.told().size()) {
      notes.add("  and " + (replay.bad() - replay.told().size()) + " more");
    }
  }

  private Consumer<Match> to(String host, Pace pace) {
    return match -> {
      printer.print(match, host);
      if (pace.realtime()) {
        shell.out().flush();
      }
    };
  }

  private String told(Path file, Recording.Damage damage) {
    return red(file + (damage.truncated() ? " ends early" : " is damaged"))
        + " at byte "
        + damage.offset()
        + ": "
        + PlainText.of(damage.reason())
        + "; every whole event before was judged";
  }

  private String red(String hostile) {
    return shell.paint().red(PlainText.of(hostile));
  }

  private static String plain(Path file) {
    return PlainText.of(file.toString());
  }

  private static Recording open(Path file) throws IOException, UsageFailure {
    try {
      return Recordings.open(file);
    } catch (RecordingException e) {
      throw new UsageFailure(PlainText.of(file + ": " + e.getMessage()));
    }
  }

  private RuleSet load(String host) throws RuleErrors {
    RuleSet known = byHost.get(host);
    if (known == null) {
      known = RuleLoader.load(rules, RuleSettings.DEFAULT.withHostname(host));
      byHost.put(host, known);
    }
    return known;
  }

  private String hostName(Recording recording) {
    String name = recording.hostName();
    return name.isEmpty() ? shell.around().hostName() : name;
  }
}
