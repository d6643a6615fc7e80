package io.nightjar.cli.capture;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
      "Reads captures of nightjar capture and of sysdig and Falco (.scap), and audit logs of"
          + " Kubernetes (an event a line, or a list), whatever their names; needs neither root nor"
          + " a cluster. The alerts go to standard output, a summary to standard error. Exit code 1"
          + " when a file is damaged or ends early, or something in an audit log is no event:"
          + " everything else was judged."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar replay incident.njcap",
      "  nightjar replay falco.scap.gz --rules rules/falco_rules.yaml --json",
      "  nightjar replay incident.njcap --from 2026-11-20T03:00 --to +10m --stats",
      "  nightjar replay /var/log/kubernetes/audit.log --rules k8s_audit_rules.yaml -o json",
    })
public final class ReplayCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Captures or audit logs, replayed in this order.")
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
    FileReplay replay =
        new FileReplay(
            shell,
            paths,
            new AlertPrinter(shell.out(), json ? AlertPrinter.Form.json : form),
            new FileReplay.Range(begin, end, realtime));
    // a mistyped name must not be told after minutes of replay
    for (Path file : files) {
      replay.check(file);
    }
    boolean whole = true;
    long started = System.nanoTime();
    for (Path file : files) {
      whole &= replay.run(file);
    }
    summarise(replay.count(), replay.notes(), Duration.ofNanos(System.nanoTime() - started));
    return whole ? ExitCode.OK : ExitCode.NEGATIVE;
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
