package io.nightjar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.DriverProbe;
import io.nightjar.driver.bench.Load;
import io.nightjar.driver.bench.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the benchmark counts right; how fast anything is, is not asked here. */
class BenchIT {

  private static final String RULE =
      """
      - rule: Shadow read in container
        desc: a file that the load does not open
        condition: >
          evt.type in (open, openat, openat2) and evt.is_open_read = true
          and container.id != host and fd.name = /etc/shadow
        output: shadow | file=%fd.name
        priority: WARNING
      """;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private Workspace workspace;

  @BeforeEach
  void open() throws IOException, UsageFailure {
    String missing =
        DriverProbe.probe().stream()
            .filter(finding -> finding.status() == DriverProbe.Status.MISSING)
            .map(finding -> finding.subject() + ": " + finding.detail())
            .findFirst()
            .orElse("");
    assumeTrue(missing.isEmpty(), missing);
    workspace = Workspace.create(true);
  }

  @AfterEach
  @SuppressWarnings("NullAway") // null where the test was skipped
  void close() throws IOException {
    if (workspace != null) {
      Path leaf = workspace.container().leaf();
      workspace.close();
      assertThat(workspace.folder()).doesNotExist();
      assertThat(leaf).doesNotExist();
    }
  }

  private AgentProcess agent() throws IOException, UsageFailure {
    AgentProcess agent =
        AgentProcess.start(
            workspace, List.of(Files.writeString(folder.resolve("rules.yaml"), RULE)));
    agent.awaitReady();
    return agent;
  }

  @ParameterizedTest
  @EnumSource(
      value = Sending.class,
      names = {"EVERYTHING", "PUSHDOWN"})
  void seesEveryPieceOfBaitUnderALowLoad(Sending sending) throws Exception {
    try (AgentProcess agent = agent()) {
      Load load =
          Load.of(Load.Kind.OPEN, workspace.plain().toString())
              .processes(2)
              .perSecond(2_000)
              .rounds(500);
      DropsBench.Row row = new DropsBench(workspace, agent).measure(load, 10, sending);
      assertThat(row.bait()).isEqualTo(100);
      assertThat(row.baitSeen()).isEqualTo(100);
      assertThat(row.baitMissed()).isZero();
      assertThat(row.gaps()).isZero();
      assertThat(row.outOfOrder()).isZero();
      assertThat(row.made()).isEqualTo(1_100);
      assertThat(row.delivered()).isGreaterThanOrEqualTo(100);
      if (sending == Sending.EVERYTHING) {
        assertThat(row.delivered() + row.lost()).isGreaterThanOrEqualTo(1_100);
      }
    }
  }

  @Test
  void measuresEveryLoadUnderEveryConfiguration() throws Exception {
    try (AgentProcess agent =
        AgentProcess.start(
            workspace, List.of(Files.writeString(folder.resolve("rules.yaml"), RULE)))) {
      assertThat(DriverBench.firstAlert(workspace, agent)).isPositive();
      List<DriverReport.Section> sections =
          new DriverBench(workspace, agent, Duration.ofMillis(40), 1, said -> {}).run();
      assertThat(sections).hasSize(6);
      for (DriverReport.Section section : sections) {
        assertThat(section.readings()).as(section.load()).hasSize(3);
        assertThat(section.row(Sending.OFF).delivered()).as(section.load()).isZero();
        assertThat(section.row(Sending.OFF).cpuRatio().median()).isEqualTo(1);
      }
      DriverRow watched =
          sections.stream()
              .filter(section -> section.load().equals("watched"))
              .findFirst()
              .orElseThrow()
              .row(Sending.PUSHDOWN);
      // each opened file is sent, and the first of each round of bait is an alert
      assertThat(watched.delivered() + watched.lost()).isGreaterThan(watched.alerts());
      assertThat(watched.alerts() + watched.lost()).isPositive();
      assertThat(agent.sample().failures()).isZero();
    }
  }

  @Test
  void theLoadIsInAContainer() throws Exception {
    BenchCgroup container = workspace.container();
    assertThat(container).isNotNull();
    LoadResult result =
        workspace
            .generator()
            .run(workspace.placed(Load.of(Load.Kind.OPEN, "/proc/self/cgroup").rounds(1)));
    assertThat(result.failures()).isZero();
    assertThat(String.valueOf(container).toLowerCase(Locale.ROOT)).contains("nightjar-bench");
  }

  @Test
  void everyProgramThatMustNotRunIsKilled() throws Exception {
    for (KillBench.Row row : new KillBench(workspace, 20, 100).run()) {
      assertThat(row.killed()).as("%s", row).isEqualTo(20);
      assertThat(row.measured()).as("%s", row).isEqualTo(20);
      assertThat(row.p50Micros()).isPositive();
      assertThat(row.inKernel() && row.ran() > 0).as("%s", row).isFalse();
    }
  }
}
