package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench storm}. */
@Command(
    name = "storm",
    mixinStandardHelpOptions = true,
    description = {
      "What a storm of detections of one workload does to the others.",
      "From the sensor's hand-over through journal, playbooks and gate to the leave to act, with a"
          + " store of its own and actions that do nothing."
    })
public final class StormCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();
  @Mixin StateOption configured = new StateOption();

  @Option(
      names = "--detections",
      paramLabel = "COUNT",
      description = "Detections of the storm; default: ${DEFAULT-VALUE}.")
  int detections = 100_000;

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      description = "So many a second; 0: as fast as they can be made; default: ${DEFAULT-VALUE}.")
  int rate = 25_000;

  @Option(
      names = "--processes",
      paramLabel = "COUNT",
      description = "Processes that the storm comes from; default: ${DEFAULT-VALUE}.")
  int processes = 1;

  public StormCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * All that was measured.
   *
   * @param quiet from another workload's detection to the leave to act
   * @param during the same while the storm goes on
   * @param heapBefore megabytes in use before the storm
   * @param heapAfter the same after it
   */
  record Result(
      Latency quiet, Latency during, StormBench.Storm storm, double heapBefore, double heapAfter) {}

  /** In milliseconds. */
  record Latency(int containments, double p50, double p99, double max) {
    static Latency of(double[] millis) {
      return new Latency(
          millis.length,
          Spread.percentile(millis, 0.5),
          Spread.percentile(millis, 0.99),
          Spread.percentile(millis, 1));
    }
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    Progress progress = new Progress(shell);
    try (ScratchFolder scratch = ScratchFolder.create()) {
      progress.show("compiling twenty playbooks");
      CompiledPlaybooks playbooks =
          BenchPlaybooks.load(configuration.playbooks(), scratch.path(), calendars.names());
      try (StormBench bench =
          new StormBench(scratch.path().resolve("state"), playbooks, calendars)) {
        Result result = measure(bench, progress);
        progress.clear();
        shell.out().print(output.render(result, () -> table(result)));
        shell.out().flush();
      }
    }
    return ExitCode.OK;
  }

  private Result measure(StormBench bench, Progress progress) throws Exception {
    progress.show("warming up");
    bench.others(60, Duration.ofMillis(20));
    bench.storm(5_000, 0, 1);
    progress.show("without a storm");
    Latency quiet = Latency.of(bench.others(100, PAUSE));
    double heapBefore = heap();
    progress.show("with a storm");
    AtomicBoolean over = new AtomicBoolean();
    List<Double> during = new CopyOnWriteArrayList<>();
    Thread others = Thread.ofPlatform().start(() -> others(bench, over, during));
    StormBench.Storm storm = bench.storm(detections, rate, Math.max(1, processes));
    over.set(true);
    others.join();
    double[] millis = during.stream().mapToDouble(Double::doubleValue).toArray();
    return new Result(quiet, Latency.of(millis), storm, heapBefore, heap());
  }

  private static void others(StormBench bench, AtomicBoolean over, List<Double> millis) {
    try {
      while (!over.get()) {
        for (double each : bench.others(10, PAUSE)) {
          millis.add(each);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Megabytes in use after the garbage is collected. */
  private static double heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  private String table(Result result) {
    StormBench.Storm storm = result.storm();
    return shell.paint().bold("containment of others    count   p50 ms   p99 ms   max ms")
        + "\n"
        + row("without a storm", result.quiet())
        + row("during the storm", result.during())
        + String.format(
            Locale.ROOT,
            """

            storm of %d detections, all judged after %.1f s
              stored one by one    %9d
              counted, not stored  %9d
              collapsed            %9d
              facts in the session %9d
              incidents            %9d, which count %d detections
              responses            %9d, asked for %d times more
              heap                 %9.1f MB before, %.1f MB after
            """,
            detections,
            storm.seconds(),
            storm.stored(),
            storm.shed(),
            storm.collapsed(),
            storm.facts(),
            storm.incidents(),
            storm.counted(),
            storm.responses(),
            storm.repeats(),
            result.heapBefore(),
            result.heapAfter());
  }

  private static String row(String name, Latency latency) {
    return String.format(
        Locale.ROOT,
        "%-22s  %6d  %7.1f  %7.1f  %7.1f%n",
        name,
        latency.containments(),
        latency.p50(),
        latency.p99(),
        latency.max());
  }
}
