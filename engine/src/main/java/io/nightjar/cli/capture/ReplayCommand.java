package io.nightjar.cli.capture;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.PlainText;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.EventType;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.Recordings;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.driver.capture.CaptureSource;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the rules over captured events and prints the alerts as Falco would.",
      "Reads captures of nightjar capture and of sysdig and Falco (.scap); needs neither root nor a"
          + " cluster. The alerts go to standard output, a summary to standard error. Exit code 1"
          + " when a file is damaged or ends early: all whole events before were judged."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar replay incident.njcap",
      "  nightjar replay falco.scap.gz --rules rules/falco_rules.yaml --json",
      "  nightjar replay incident.njcap --from 2026-11-20T03:00 --to +10m --stats",
    })
public final class ReplayCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Captures, replayed in this order.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "Rule file or folder, instead of the configured ones; may be repeated.")
  List<Path> rules = List.of();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Judge events from this time on, such as 2026-11-20T03:00 or +30s after the first.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Judge events up to this time.")
  @Nullable String to;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "Print alerts as ${COMPLETION-CANDIDATES}; default: text.")
  AlertPrinter.Form form = AlertPrinter.Form.text;

  @Option(names = "--json", description = "The same as -o json.")
  boolean json;

  @Option(
      names = "--realtime",
      description = "Replay as fast as it happened, not as fast as can be.")
  boolean realtime;

  @Option(names = "--stats", description = "Print how many events of each type there were, too.")
  boolean stats;

  public ReplayCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    TimeBound begin = from == null ? null : TimeBound.parse("--from", from, shell.zone());
    TimeBound end = to == null ? null : TimeBound.parse("--to", to, shell.zone());
    List<Path> paths = rules.isEmpty() ? configured.configuration(shell.around()).rules() : rules;
    Map<String, RuleSet> byHost = new HashMap<>();
    // a mistyped name must not be told after minutes of replay
    for (Path file : files) {
      try (Recording recording = open(file)) {
        load(paths, hostName(recording), byHost);
      }
    }
    ReplayCount count = new ReplayCount();
    AlertPrinter printer = new AlertPrinter(shell.out(), json ? AlertPrinter.Form.json : form);
    List<String> notes = new ArrayList<>();
    boolean whole = true;
    long started = System.nanoTime();
    for (Path file : files) {
      try (Recording recording = open(file)) {
        RuleSet set = load(paths, hostName(recording), byHost);
        missing(recording, set, notes);
        replay(recording, set, begin, end, count, printer);
        whole &= told(file, recording, notes);
      }
    }
    summarise(count, notes, Duration.ofNanos(System.nanoTime() - started));
    return whole ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private void replay(
      Recording recording,
      RuleSet set,
      @Nullable TimeBound begin,
      @Nullable TimeBound end,
      ReplayCount count,
      AlertPrinter printer) {
    String host = hostName(recording);
    Pace pace = Pace.of(realtime);
    RecordingReplay replay =
        new RecordingReplay(
            recording,
            new RuleEvaluator(set),
            pace,
            count,
            match -> {
              printer.print(match, host);
              if (pace.realtime()) {
                shell.out().flush();
              }
            });
    replay.between(begin, end).run(printer::unheard);
    shell.out().flush();
  }

  private static Recording open(Path file) throws IOException, UsageFailure {
    try {
      return Recordings.open(file);
    } catch (RecordingException e) {
      throw new UsageFailure(PlainText.of(file + ": " + e.getMessage()));
    }
  }

  private static RuleSet load(List<Path> paths, String host, Map<String, RuleSet> byHost)
      throws RuleErrors {
    RuleSet known = byHost.get(host);
    if (known == null) {
      known = RuleLoader.load(paths, RuleSettings.DEFAULT.withHostname(host));
      byHost.put(host, known);
    }
    return known;
  }

  private String hostName(Recording recording) {
    String name = recording.hostName();
    return name.isEmpty() ? shell.around().hostName() : name;
  }

  /** Says what the rules need and the capture was not asked to hold. */
  private static void missing(Recording recording, RuleSet set, List<String> notes) {
    if (!(recording instanceof CaptureSource capture)) {
      return;
    }
    CaptureFacts facts = capture.facts();
    Set<String> held = Set.copyOf(List.of(facts.get(CaptureFacts.EVENTS).split(" ")));
    Set<String> needed =
        set.eventTypes().stream()
            .filter(type -> !EventType.PROCESS_TABLE.contains(type))
            .map(EventType::callName)
            .filter(name -> !held.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!needed.isEmpty()) {
      notes.add("not in the capture, though rules are about them: " + String.join(" ", needed));
    }
    if (CaptureRequest.wasForOtherRules(facts, set)) {
      notes.add("the capture holds what other rules needed: these may miss some of their events");
    }
    if (!facts.get(CaptureFacts.FILTER).isEmpty()) {
      notes.add("the capture holds " + PlainText.of(facts.get(CaptureFacts.FILTER)));
    }
  }

  private boolean told(Path file, Recording recording, List<String> notes) {
    Recording.Damage damage = recording.damage();
    if (damage == null) {
      return true;
    }
    notes.add(
        shell.paint().red(PlainText.of(file + (damage.truncated() ? " ends early" : " is damaged")))
            + " at byte "
            + damage.offset()
            + ": "
            + PlainText.of(damage.reason())
            + "; every whole event before was judged");
    return false;
  }

  private void summarise(ReplayCount count, List<String> notes, Duration took) {
    ReplaySummary summary = new ReplaySummary(count, shell.paint());
    if (stats) {
      shell.err().print(summary.stats());
    }
    shell.err().print(summary.render(files.size(), took.truncatedTo(ChronoUnit.MILLIS)));
    notes.forEach(note -> shell.err().println(note));
    shell.err().flush();
  }
}
