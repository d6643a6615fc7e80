package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench swap}. */
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    description = {
      "Compiles and swaps playbooks while detections arrive: how long nothing is decided, and",
      "whether one is lost or judged twice; exit code 1 when one is."
    })
public final class SwapCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--playbooks",
      paramLabel = "COUNT",
      description = "So many, of two rules each; default: ${DEFAULT-VALUE}.")
  int playbooks = 50;

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      description = "Detections a second, a fifth of them asked for; default: ${DEFAULT-VALUE}.")
  int rate = 10_000;

  @Option(
      names = "--swaps",
      paramLabel = "COUNT",
      description = "How often all are compiled and swapped; default: ${DEFAULT-VALUE}.")
  int swaps = 5;

  @Option(
      names = "--seconds",
      paramLabel = "COUNT",
      description = "How long detections arrive at most; default: ${DEFAULT-VALUE}.")
  int seconds = 60;

  public SwapCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * All that was measured.
   *
   * @param still from the hand-over to the decision, without a swap
   * @param gap the longest time between two decisions then, in milliseconds
   * @param swapping the same as {@code still} while playbooks are compiled and swapped
   * @param facts that the session remembered at the end
   */
  record Result(
      Delay still,
      double gap,
      Delay swapping,
      List<SwapBench.Swap> swaps,
      int facts,
      SwapBench.Count count) {}

  /** In milliseconds. */
  record Delay(int decided, double p50, double p99, double max) {
    static Delay of(double[] millis) {
      return new Delay(
          millis.length,
          Spread.percentile(millis, 0.5),
          Spread.percentile(millis, 0.99),
          Spread.percentile(millis, 1));
    }
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress(shell);
    Calendars calendars = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
    progress.show("compiling " + playbooks + " playbooks");
    try (ScratchFolder scratch = ScratchFolder.create();
        SwapBench bench =
            new SwapBench(
                scratch.path(), calendars, playbooks, rate * (seconds + 12), shell.clock())) {
      progress.show("warming up");
      bench.offer(rate * 6, rate);
      bench.latencies();
      progress.show("without a swap");
      long begun = System.nanoTime();
      bench.offer(rate * 5, rate);
      double gap = bench.longestGap(begun, System.nanoTime()) / 1e6;
      Delay still = Delay.of(bench.latencies());
      Result result = swapping(bench, still, gap, progress);
      progress.clear();
      shell.out().print(output.render(result, () -> table(result)));
      shell.out().flush();
      return result.count().isExact() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  private Result swapping(SwapBench bench, Delay still, double gap, Progress progress)
      throws Exception {
    boolean[] over = new boolean[1];
    Thread arriving =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int second = 0; second < seconds && !isOver(over); second++) {
                    bench.offer(rate, rate);
                  }
                });
    List<SwapBench.Swap> measured = new ArrayList<>();
    for (int round = 1; round <= swaps && arriving.isAlive(); round++) {
      progress.show("swap " + round + " of " + swaps);
      measured.add(bench.swap(round));
    }
    synchronized (over) {
      over[0] = true;
    }
    arriving.join();
    SwapBench.Count count = bench.count();
    return new Result(still, gap, Delay.of(bench.latencies()), measured, bench.facts(), count);
  }

  private static boolean isOver(boolean[] over) {
    synchronized (over) {
      return over[0];
    }
  }

  private String table(Result result) {
    SwapBench.Count count = result.count();
    return shell.paint().bold("detection to decision   decided   p50 ms   p99 ms   max ms")
        + "\n"
        + row("without a swap", result.still())
        + row("compiling and swapping", result.swapping())
        + String.format(
            Locale.ROOT,
            """

            %d swaps of %d playbooks at %d detections a second
              compile ms              p50 %8.1f   max %8.1f
              until in force ms       p50 %8.1f   max %8.1f
              pause ms                p50 %8.1f   p99 %8.1f   max %8.1f
              gap ms                  p50 %8.1f   p99 %8.1f   max %8.1f; without a swap %.1f
              facts remembered        %9d
              detections in           %9d
              passed over             %9d
              asked for               %9d of %d
              lost, doubled, others   %9d, %d, %d
            """,
            result.swaps().size(),
            playbooks,
            rate,
            percentile(result, SwapBench.Swap::compileMillis, 0.5),
            percentile(result, SwapBench.Swap::compileMillis, 1),
            percentile(result, SwapBench.Swap::swapMillis, 0.5),
            percentile(result, SwapBench.Swap::swapMillis, 1),
            percentile(result, SwapBench.Swap::pauseMillis, 0.5),
            percentile(result, SwapBench.Swap::pauseMillis, 0.99),
            percentile(result, SwapBench.Swap::pauseMillis, 1),
            percentile(result, SwapBench.Swap::gapMillis, 0.5),
            percentile(result, SwapBench.Swap::gapMillis, 0.99),
            percentile(result, SwapBench.Swap::gapMillis, 1),
            result.gap(),
            result.facts(),
            count.in(),
            count.session().passedOver(),
            count.asked(),
            count.expected(),
            count.lost(),
            count.doubled(),
            count.others());
  }

  private static double percentile(
      Result result, ToDoubleFunction<SwapBench.Swap> what, double part) {
    return Spread.percentile(result.swaps().stream().mapToDouble(what).toArray(), part);
  }

  private static String row(String name, Delay delay) {
    return String.format(
        Locale.ROOT,
        "%-22s  %8d  %7.2f  %7.2f  %7.2f%n",
        name,
        delay.decided(),
        delay.p50(),
        delay.p99(),
        delay.max());
  }
}
