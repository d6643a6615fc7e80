package io.nightjar.rules.bench;

import com.sun.management.ThreadMXBean;
import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.FalcoJson;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Microseconds of processor time and bytes for an alert, from an event that a rule matches to its
 * line of JSON: the read of /etc/shadow in a container. By hand: {@code AlertBench RULE_FILE…}.
 */
public final class AlertBench {
  private static final int ROUNDS = 15;
  private static final int BATCH = 1024;
  private static final long ROUND_NANOS = 300_000_000L;
  private static final double NANOS_PER_MICRO = 1e3;

  private AlertBench() {}

  public static void main(String[] args) throws Exception {
    RuleSet rules = RuleLoader.load(Arrays.stream(args).map(Path::of).toList());
    RuleEvaluator evaluator = new RuleEvaluator(rules);
    ProcessInfo process = process();
    EventView event = event(process);
    ContainerMetadata pod =
        ContainerMetadata.ofPod("web", "registry/app:1", false, "web-1", "uid", "shop", Map.of());
    Match match = evaluator.evaluate(event, process, pod).getFirst();
    System.out.println(FalcoJson.render(match, "node-1"));
    measure("match to JSON", () -> FalcoJson.render(match, "node-1").length());
    measure(
        "event to JSON",
        () -> FalcoJson.render(evaluator.evaluate(event, process, pod).getFirst(), "n").length());
  }

  private interface Work {
    long run();
  }

  private static void measure(String what, Work work) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] micros = new double[ROUNDS];
    long bytes = 0;
    long characters = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long count = 0;
      long allocated = thread.getCurrentThreadAllocatedBytes();
      long start = thread.getCurrentThreadCpuTime();
      while (thread.getCurrentThreadCpuTime() - start < ROUND_NANOS) {
        for (int i = 0; i < BATCH; i++) {
          characters += work.run();
        }
        count += BATCH;
      }
      micros[round] = (thread.getCurrentThreadCpuTime() - start) / NANOS_PER_MICRO / count;
      bytes = (thread.getCurrentThreadAllocatedBytes() - allocated) / count;
    }
    Arrays.sort(micros);
    System.out.printf(
        "%s: %.2f us (median of %d), %d bytes%s%n",
        what, micros[ROUNDS / 2], ROUNDS, bytes, characters == 0 ? " of nothing" : "");
  }

  private static ProcessInfo process() {
    ProcessInfo parent = ProcessInfo.builder(2, 1).name("bash").exePath("/bin/bash").build();
    return ProcessInfo.builder(3, 1)
        .name("cat")
        .exePath("/usr/bin/cat")
        .args(List.of("cat", "/etc/shadow"))
        .user(0, 0)
        .userName("root")
        .tty(34816)
        .container(new ContainerIdentity("5e908e27d34a" + "0".repeat(52), "uid"))
        .parent(parent)
        .build();
  }

  private static EventView event(ProcessInfo process) {
    return new EventEncoder()
        .begin(EventType.OPENAT, 1_767_225_600_123_456_789L)
        .process(process)
        .result(3)
        .text(Arg.PATH, "/etc/shadow")
        .number(Arg.FLAGS, 0)
        .number(Arg.FILE_MODE, 0100640)
        .view();
  }
}
