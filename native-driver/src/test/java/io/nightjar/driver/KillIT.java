package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real tree of real processes. */
final class KillIT {
  private static final Logger log = LoggerFactory.getLogger(KillIT.class);
  private static final int TREE_OF_THREE_LEVELS = 15;

  private final ProcReader proc = new ProcReader(Path.of("/proc"));
  private final ProcessKiller killer = ProcessKiller.ofThisMachine();

  @BeforeAll
  static void needsTheProgram() {
    assumeTrue(Files.isExecutable(KernelRecorder.CALLS), KernelRecorder.CALLS + " is not built");
  }

  @Test
  void killsARealTreeAndNothingElse() throws Exception {
    Process bystander = start(0);
    Process root = start(3);
    try {
      int pid = (int) root.pid();
      List<Integer> tree = pids(root, TREE_OF_THREE_LEVELS);
      ProcStat stat = stat(pid);
      ContainerIdentity container = own(pid);

      ProcessKiller.Report wrong =
          killer.killTree(pid, stat.startTimeTicks() + 1, container.containerId());
      assertThat(wrong.killed()).isEmpty();
      assertThat(wrong.gone()).isTrue();
      assertThat(root.isAlive()).isTrue();

      long began = System.nanoTime();
      ProcessKiller.Report report =
          killer.killTree(pid, stat.startTimeTicks(), container.containerId());
      log.info("killed a tree of 15 in {} us", (System.nanoTime() - began) / 1_000);

      assertThat(report.killed()).hasSize(TREE_OF_THREE_LEVELS).startsWith(pid + " (calls)");
      assertThat(report.refused()).isEmpty();
      assertThat(report.gone()).isFalse();
      assertThat(root.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(root.exitValue()).isEqualTo(128 + LibC.SIGKILL);
      Awaitility.await().untilAsserted(() -> assertThat(tree).noneMatch(KillIT::runs));
      assertThat(bystander.isAlive()).isTrue();

      assertThat(killer.killTree(pid, stat.startTimeTicks(), container.containerId()).gone())
          .isTrue();
    } finally {
      root.destroyForcibly();
      bystander.destroyForcibly();
    }
  }

  /** A zombie that nobody has waited for does not run any more. */
  private static boolean runs(int pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z") && stat.contains("(calls)");
    } catch (IOException gone) {
      return false;
    }
  }

  private static Process start(int levels) throws IOException {
    return new ProcessBuilder(KernelRecorder.CALLS.toString(), "tree", Integer.toString(levels))
        .start();
  }

  private static List<Integer> pids(Process root, int count) throws IOException {
    List<Integer> pids = new ArrayList<>();
    BufferedReader reader = root.inputReader(StandardCharsets.UTF_8);
    while (pids.size() < count) {
      pids.add(Integer.parseInt(String.valueOf(reader.readLine()).replace("PID ", "")));
    }
    return pids;
  }

  private ProcStat stat(int pid) {
    ProcStat stat = proc.stat(pid);
    if (stat == null) {
      throw new AssertionError(pid + " is gone");
    }
    return stat;
  }

  private ContainerIdentity own(int pid) {
    ContainerIdentity identity = proc.container(pid);
    return identity == null ? ContainerIdentity.HOST : identity;
  }
}
