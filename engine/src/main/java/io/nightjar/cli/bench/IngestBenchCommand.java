package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.store.Journal;
import io.nightjar.store.ReadOnlyDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = {
      "How fast alerts of Falco are acknowledged, and whether one that was is ever lost.",
      "Starts an engine with a practice cluster, posts alerts to it over the loopback, kills it in"
          + " the middle by SIGKILL, starts it again and looks for each alert in its store."
    })
public final class IngestBenchCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      description = "Alerts a second; default: ${DEFAULT-VALUE}.")
  int rate = 5_000;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = BenchOptions.DurationConverter.class,
      description = "How long; then the engine is killed; default: ${DEFAULT-VALUE}.")
  Duration duration = Duration.ofSeconds(60);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = BenchOptions.DurationConverter.class,
      description = "At the same rate before that, not measured; default: ${DEFAULT-VALUE}.")
  Duration warmUp = Duration.ofSeconds(10);

  @Option(
      names = "--connections",
      paramLabel = "COUNT",
      description =
          "Falcos that send, each over a connection of its own; default: ${DEFAULT-VALUE}.")
  int connections = 32;

  private Duration processorAtKill = Duration.ZERO;

  public IngestBenchCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * All that was measured.
   *
   * @param fromDue milliseconds until the answer, from when each alert was due
   * @param fromSent the same from when it was sent
   * @param microsOfProcessor what the engine took of it for each alert
   * @param microsOfSender what sending each took of it, in this process
   * @param stored alerts in the store after the restart; some were, without their answer
   */
  record Result(
      int rate,
      double seconds,
      int acknowledged,
      long refused,
      Latency fromDue,
      Latency fromSent,
      double microsOfProcessor,
      double microsOfSender,
      int stored,
      int lost,
      int doubled,
      double restartSeconds) {}

  /** In milliseconds. */
  record Latency(double p50, double p99, double p999, double max) {
    static Latency of(double[] millis) {
      return new Latency(
          Spread.percentile(millis, 0.5),
          Spread.percentile(millis, 0.99),
          Spread.percentile(millis, 0.999),
          Spread.percentile(millis, 1));
    }
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress(shell);
    try (ScratchFolder scratch = ScratchFolder.create()) {
      Path state = Files.createDirectory(scratch.path().resolve("state"));
      Result result = measure(state, progress);
      progress.clear();
      shell.out().print(output.render(result, () -> table(result)));
      shell.out().flush();
      return result.lost() + result.doubled() == 0 ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  private Result measure(Path state, Progress progress) throws IOException, InterruptedException {
    progress.show("starting an engine");
    IngestLoad.Sent warm;
    IngestLoad.Sent sent;
    long begun;
    double seconds;
    double micros;
    try (IngestEngine engine = IngestEngine.start(state)) {
      List<String> containers = engine.containers();
      progress.show("warming up");
      warm = load(engine, containers, 0, warmUp, false);
      progress.show("measuring, then killing it");
      begun = System.nanoTime();
      Duration processor = engine.processorTime();
      sent = load(engine, containers, 1_000_000_000L, duration, true);
      seconds = (System.nanoTime() - begun) / 1e9;
      micros = processorAtKill.minus(processor).toNanos() / 1e3 / Math.max(1, sent.count());
    }
    progress.show("starting it again");
    long before = System.nanoTime();
    try (IngestEngine again = IngestEngine.start(state)) {
      progress.show("ready again at " + again.url());
    }
    double restart = (System.nanoTime() - before) / 1e9;
    progress.show("looking for every alert");
    Map<Long, Integer> stored = stored(state);
    long lost =
        LongStream.concat(warm.acknowledged(), sent.acknowledged())
            .filter(alert -> !stored.containsKey(alert))
            .count();
    return new Result(
        rate,
        seconds,
        sent.count(),
        warm.refused() + sent.refused(),
        Latency.of(sent.millis(true)),
        Latency.of(sent.millis(false)),
        micros,
        sent.microsEach(),
        stored.size(),
        (int) lost,
        (int) stored.values().stream().filter(times -> times > 1).count(),
        restart);
  }

  private IngestLoad.Sent load(
      IngestEngine engine, List<String> containers, long first, Duration time, boolean kill)
      throws InterruptedException {
    IngestLoad load = new IngestLoad(engine.url(), shell.around().hostName(), containers, rate);
    load.start(connections, first);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    if (kill) {
      processorAtKill = engine.processorTime();
      engine.kill();
    }
    return load.stop();
  }

  /** How often each alert is in the store, by its number. */
  private static Map<Long, Integer> stored(Path state) {
    Map<Long, Integer> stored = new HashMap<>();
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      Journal.since(
          database,
          Instant.EPOCH,
          (detection, leaf) -> {
            if (detection.fields().get("evt.num") instanceof Number number) {
              stored.merge(number.longValue(), 1, Integer::sum);
            }
          });
    }
    return stored;
  }

  private String table(Result result) {
    return shell.paint().bold("acknowledgement            p50 ms   p99 ms  p99.9 ms   max ms")
        + "\n"
        + row("from when it was due", result.fromDue())
        + row("from when it was sent", result.fromSent())
        + String.format(
            Locale.ROOT,
            """

            %,d alerts a second for %.0f s over %d connections, then SIGKILL
              acknowledged             %,9d
              refused                  %,9d
              processor time of each   %9.0f µs
                of its sender          %9.0f µs
              in the store afterwards  %,9d, with those of the warm-up
              acknowledged and lost    %,9d
              doubled                  %,9d
              ready and closed again   %9.1f s
            """,
            result.rate(),
            result.seconds(),
            connections,
            result.acknowledged(),
            result.refused(),
            result.microsOfProcessor(),
            result.microsOfSender(),
            result.stored(),
            result.lost(),
            result.doubled(),
            result.restartSeconds());
  }

  private static String row(String name, Latency latency) {
    return String.format(
        Locale.ROOT,
        "%-24s  %7.2f  %7.2f   %7.2f  %7.1f%n",
        name,
        latency.p50(),
        latency.p99(),
        latency.p999(),
        latency.max());
  }
}
