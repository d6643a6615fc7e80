package io.nightjar.rules.bench;

import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.io.File;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An event through process table and rules, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EvaluatorBenchmark {
  /** System property: the rule files, separated as a class path is. */
  static final String FILES = "nightjar.bench.rules";

  static final String MIX = "MIX";

  @Param({MIX, "OPENAT", "EXECVE", "CONNECT"})
  private String type = MIX;

  private final EventMix mix = new EventMix();
  private EventView[] events = {};
  private final RuleEvaluator evaluator = new RuleEvaluator(rules());
  private int next;

  private static RuleSet rules() {
    try {
      return RuleLoader.load(files());
    } catch (RuleErrors e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> files() {
    return Arrays.stream(System.getProperty(FILES, "rules").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  @Setup
  public void setUp() throws UnknownHostException {
    events = type.equals(MIX) ? mix.events() : mix.events(EventType.valueOf(type));
  }

  /** Returns how many rules matched, for JMH to use up. */
  @Benchmark
  public int event() {
    EventView event = events[next++ & EventMix.EVENTS - 1];
    ProcessInfo process = mix.table().apply(event);
    return evaluator.evaluate(event, process, mix.container(process)).size();
  }
}
