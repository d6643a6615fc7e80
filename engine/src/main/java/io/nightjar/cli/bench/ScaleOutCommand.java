package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.config.Configuration;
import io.nightjar.kafka.KafkaSettings;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench scale-out}. */
@Command(
    name = "scale-out",
    mixinStandardHelpOptions = true,
    description = {
      "How fast one, two and three engines decide over a Kafka that is there, how long a",
      "partition takes to be taken over, and how long one detection takes. All engines run in",
      "this process, so more of them than cores gain nothing. The topics are removed afterwards."
    })
public final class ScaleOutCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();
  @Mixin StateOption configured = new StateOption();

  @Option(
      names = "--servers",
      paramLabel = "HOST:PORT",
      split = ",",
      required = true,
      description = "Some of the brokers; without TLS and sign-in.")
  List<String> servers = List.of();

  @Option(
      names = "--engines",
      paramLabel = "COUNT",
      description = "As many as this at most; default: ${DEFAULT-VALUE}.")
  int engines = 3;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Rounds of each number, in turn; default: ${DEFAULT-VALUE}.")
  int rounds = 3;

  @Option(
      names = "--detections",
      paramLabel = "COUNT",
      description = "Detections of a round; default: ${DEFAULT-VALUE}.")
  int detections = 100_000;

  @Option(
      names = "--partitions",
      paramLabel = "COUNT",
      description = "Partitions of workloads; default: ${DEFAULT-VALUE}.")
  int partitions = 12;

  public ScaleOutCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * @param ratio of the medians, to that of one engine
   */
  record Row(int engines, Spread perSecond, Spread perCpuSecond, double ratio) {}

  /** Of one kind of detection. */
  record Result(
      List<Row> rows,
      ScaleOutBench.Takeover takeover,
      double sentPerSecond,
      double storedPerSecond,
      double ackP50,
      double ackP99,
      double decidedP50,
      double decidedP99) {}

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    Progress progress = new Progress(shell);
    try (ScratchFolder scratch = ScratchFolder.create()) {
      progress.show("compiling twenty playbooks");
      CompiledPlaybooks playbooks =
          BenchPlaybooks.load(configuration.playbooks(), scratch.path(), calendars.names());
      KafkaSettings settings =
          new KafkaSettings(
              servers,
              "nightjar-bench",
              partitions,
              1,
              Duration.ofHours(4),
              Duration.ofSeconds(10),
              KafkaSettings.Security.NONE,
              "bench");
      ScaleOutBench bench = new ScaleOutBench(settings, playbooks, calendars, shell.clock());
      progress.show("warming up");
      bench.round(1, detections);
      Result result = measure(bench, scratch, progress);
      progress.clear();
      shell.out().print(output.render(result, () -> table(result)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }

  private Result measure(ScaleOutBench bench, ScratchFolder scratch, Progress progress)
      throws Exception {
    List<ScaleOutBench.Round> measured = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (int count = 1; count <= engines; count++) {
        progress.show("round " + round + ", engines: " + count);
        measured.add(bench.round(count, detections));
      }
    }
    progress.show("taking over");
    ScaleOutBench.Takeover takeover = bench.takeover(detections);
    progress.show("one by one");
    ScaleOutBench.Way way = bench.way(scratch.path().resolve("state"), 300);
    return new Result(
        rows(measured),
        takeover,
        way.perSecond(),
        way.storedPerSecond(),
        percentile(way.ackMillis(), 0.5),
        percentile(way.ackMillis(), 0.99),
        percentile(way.decidedMillis(), 0.5),
        percentile(way.decidedMillis(), 0.99));
  }

  private static double percentile(List<Double> millis, double part) {
    return Spread.percentile(millis.stream().mapToDouble(Double::doubleValue).toArray(), part);
  }

  private List<Row> rows(List<ScaleOutBench.Round> measured) {
    List<Row> rows = new ArrayList<>();
    for (int count = 1; count <= engines; count++) {
      int wanted = count;
      List<ScaleOutBench.Round> own =
          measured.stream().filter(round -> round.engines() == wanted).toList();
      Spread speed = Spread.of(own.stream().map(ScaleOutBench.Round::perSecond).toList());
      Spread cpu = Spread.of(own.stream().map(ScaleOutBench.Round::perCpuSecond).toList());
      double one = rows.isEmpty() ? speed.median() : rows.getFirst().perSecond().median();
      rows.add(new Row(count, speed, cpu, speed.median() / one));
    }
    return rows;
  }

  private String table(Result result) {
    StringBuilder text = new StringBuilder();
    text.append(
        shell.paint().bold("engines   detections a second (least, most)   per CPU second   ratio"));
    text.append('\n');
    for (Row row : result.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%7d   %12.0f (%8.0f, %8.0f)      %14.0f   %5.2f%n",
              row.engines(),
              row.perSecond().median(),
              row.perSecond().min(),
              row.perSecond().max(),
              row.perCpuSecond().median(),
              row.ratio()));
    }
    return text
        + String.format(
            Locale.ROOT,
            """

            taken over         %d facts in %d partitions learnt again in %.1f s
            one sender         %.0f detections a second, 500 at a time
            stored             %.0f detections a second, in an embedded store, behind it
            acknowledged ms    p50 %.1f   p99 %.1f
            then decided ms    p50 %.1f   p99 %.1f, at the engine that acts
            """,
            result.takeover().facts(),
            partitions + 1,
            result.takeover().seconds(),
            result.sentPerSecond(),
            result.storedPerSecond(),
            result.ackP50(),
            result.ackP99(),
            result.decidedP50(),
            result.decidedP99());
  }
}
