package io.nightjar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.driver.DriverProbe;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessTable;
import io.nightjar.event.Sensor;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link RuleChangeTest} asks, of the real kernel: real opens, real filters. */
class RuleChangeIT {

  private static final int FILES = 1_000;
  private static final int ROUNDS = 100;
  // holds all of it, so that a busy machine does not lose what is to be counted
  private static final int RING_BYTES = 64 << 20;

  @TempDir Path folder;

  @Test
  void noOpenIsMissedOrJudgedTwiceWhileRulesAndFiltersChange() throws Exception {
    String missing =
        DriverProbe.probe().stream()
            .filter(finding -> finding.status() == DriverProbe.Status.MISSING)
            .map(finding -> finding.subject() + ": " + finding.detail())
            .findFirst()
            .orElse("");
    assumeTrue(missing.isEmpty(), missing);
    Path both = Files.createDirectories(folder.resolve("both"));
    for (int i = 0; i < FILES; i++) {
      Files.createFile(both.resolve(Integer.toString(i)));
    }
    RuleSet old = rules("old");
    RuleSet next = rules("new");
    AtomicIntegerArray seen = new AtomicIntegerArray(FILES);
    AtomicLong byOld = new AtomicLong();
    AtomicLong byNew = new AtomicLong();
    WrittenDirectories writes = new WrittenDirectories();
    Detector detector =
        new Detector(
            new RuleEvaluator(old),
            new NoPods(),
            new DetectionBuilder("node-1", writes, Duration.ZERO));
    KernelEventSource source = KernelEventSource.open(RING_BYTES);
    ProcessTable processes = ProcessTable.ofThisMachine();
    processes.seed();
    try (Sensor sensor =
        new Sensor(
            source,
            processes,
            writes,
            (event, process) ->
                detector.detect(
                    event,
                    process,
                    detection -> {
                      String file = detection.field("fd.name");
                      if (file.startsWith(both + "/")) {
                        int number = Integer.parseInt(file.substring(both.toString().length() + 1));
                        seen.incrementAndGet(number);
                        (detection.rule().equals("old") ? byOld : byNew).incrementAndGet();
                      }
                    }))) {
      RunningDriver driver = new RunningDriver(source, sensor);
      driver.send(old.kernelFilter(), false);
      sensor.start();
      Process opener = opener(both);
      int changes = 0;
      while (opener.isAlive() || changes % 2 == 1) {
        RuleSet from = changes % 2 == 0 ? old : next;
        RuleSet to = changes % 2 == 0 ? next : old;
        RuleChange.between(from, to).run(driver, () -> detector.use(new RuleEvaluator(to)));
        changes++;
      }
      assertThat(opener.waitFor()).isZero();
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> source.losses() > 0 || byOld.get() + byNew.get() >= (long) FILES * ROUNDS);
      assumeTrue(source.losses() == 0, "the machine is too busy: a ring was full");
      assertThat(changes).isGreaterThan(3);
      assertThat(byOld.get()).isPositive();
      assertThat(byNew.get()).isPositive();
      for (int i = 0; i < FILES; i++) {
        assertThat(seen.get(i)).as("file %d", i).isEqualTo(ROUNDS);
      }
      System.out.printf(
          "%d opens through %d changes: %d judged by the old rules, %d by the new%n",
          FILES * ROUNDS, changes, byOld.get(), byNew.get());
    }
  }

  /** Opens every file once a round, by redirection, without a process for each. */
  private static Process opener(Path both) throws Exception {
    String script =
        "r=0; while [ $r -lt %d ]; do i=0; while [ $i -lt %d ]; do : < %s/$i; i=$((i+1)); done;"
                .formatted(ROUNDS, FILES, both)
            + " r=$((r+1)); done";
    return new ProcessBuilder(List.of("/bin/sh", "-c", script)).start();
  }

  /** Both match the files that are opened; the kernel's filter differs by another folder. */
  private RuleSet rules(String name) throws Exception {
    String text =
        """
        - rule: %s
          desc: a
          condition: >
            evt.type in (open, openat, openat2)
            and (fd.name startswith %s/both/ or fd.name startswith %s/%s/)
          output: "%%fd.name"
          priority: NOTICE
        """
            .formatted(name, folder, folder, name);
    return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", text)), RuleSettings.DEFAULT);
  }

  private static final class NoPods implements PodLookup {
    @Override
    public Optional<PodInfo> byUid(String uid) {
      return Optional.empty();
    }

    @Override
    public Optional<PodInfo> byContainerId(String id) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return List.of();
    }
  }
}
