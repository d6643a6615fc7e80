package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventView;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.driver.capture.CaptureRecorder;
import io.nightjar.driver.capture.CaptureWriter;
import io.nightjar.driver.capture.Rotation;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.FalcoJson;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real shell is captured while the rules judge it live; the replay of the file must say the same.
 * Needs root, BTF and the built driver.
 */
@Timeout(180)
class CaptureIT {
  private static final Path OUR_RULES = Path.of("../rules");
  private static final String HOST = "node-of-the-test";
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  @TempDir Path folder;

  @Test
  void aReplayGivesTheAlertsThatWereRaisedLive() throws Exception {
    Path marked = Files.writeString(folder.resolve("marked"), "secret");
    Path end = Files.writeString(folder.resolve("end"), "");
    Path own = Files.writeString(folder.resolve("own.yaml"), ownRules(folder));
    RuleSet rules =
        RuleLoader.load(List.of(OUR_RULES, own), RuleSettings.DEFAULT.withHostname(HOST));
    Path file = folder.resolve("shell.njcap");
    List<String> live = capture(rules, file, marked, end);

    TestShell shell = new TestShell(folder);
    int code =
        shell.run(
            "replay", file.toString(), "--rules", OUR_RULES.toString(), "--rules", own.toString());
    String told = shell.err();
    assertThat(code).as(told).isZero();
    assertThat(shell.out().lines()).isEqualTo(live);
    assertThat(live)
        .anyMatch(line -> line.contains("marked was read by cat of sh"))
        .anyMatch(line -> line.contains("moved was made by mv"))
        .anyMatch(line -> line.contains("started as sh -c"))
        .anyMatch(line -> line.contains("cat runs with of-this-test, below sh with of-this-test"));
    if (Files.isExecutable(SETPRIV)) {
      // its name stands in a file that the replay cannot read
      assertThat(live).anyMatch(line -> line.contains("user=nobody"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @CsvSource({
    "--rules RULES, 1",
    "--events execve, 0",
    "--events execve --environment, 1",
    "--all --environment, 1"
  })
  void environmentsAreCapturedWhereARuleOrAnOptionAsksForThem(String options, int held)
      throws Exception {
    open().close();
    Path own = Files.writeString(folder.resolve("own.yaml"), ownRules(folder));
    Path file = folder.resolve("a.njcap");
    TestShell shell = new TestShell(folder);
    String asked = options.replace("RULES", own.toString());
    Process programs = startPrograms();
    try {
      assertThat(shell.run(("capture --for 2s -o " + file + " " + asked).split(" "))).isZero();
    } finally {
      programs.destroy();
    }
    assertThat(shell.err().contains("environment variables, too")).isEqualTo(held == 1);
    assertThat(shell.run("replay", file.toString(), "--rules", own.toString())).isZero();
    assertThat(shell.out().lines().filter(line -> line.contains("true runs with of-this-test")))
        .hasSizeGreaterThanOrEqualTo(held)
        .hasSizeLessThanOrEqualTo(held * 1000);
    assertThat(shell.err().contains("rules are about them: environment variables"))
        .isEqualTo(held == 0);
  }

  /** A program that names this folder, again and again. */
  private Process startPrograms() throws IOException {
    ProcessBuilder programs =
        new ProcessBuilder(
            "/bin/sh", "-c", "while :; do /bin/true " + folder + "; /bin/sleep 0.1; done");
    programs.environment().put("NIGHTJAR_MARK", "of-this-test");
    return programs.start();
  }

  /** Rules about what happens in this folder, with fields that only the process table knows. */
  private static String ownRules(Path folder) {
    return """
    - rule: Started with the variable
      desc: test
      condition: >-
        evt.type = execve and proc.args in (FOLDER, FOLDER/end) and
        proc.env[NIGHTJAR_MARK] = of-this-test
      output: >-
        %proc.name runs with %proc.env[NIGHTJAR_MARK], below %proc.pname with
        %proc.aenv[NIGHTJAR_MARK]
      priority: NOTICE
    - rule: Marked file read
      desc: test
      condition: evt.type in (open, openat, openat2) and fd.name startswith FOLDER
      output: >-
        %fd.name was read by %proc.name of %proc.pname of %proc.aname[2] | user=%user.name
        %user.uid group=%group.name exe=%proc.exepath cwd=%proc.cwd sid=%proc.sid
        pid=%proc.pid command=%proc.cmdline host=%evt.hostname container=%container.id
      priority: NOTICE
    - rule: Marked file moved
      desc: test
      condition: evt.type in (rename, renameat, renameat2) and fs.path.target startswith FOLDER
      output: "%fs.path.target was made by %proc.name of %proc.pname"
      priority: NOTICE
    - rule: Started for the marked file
      desc: test
      condition: evt.type = execve and proc.cmdline contains FOLDER
      output: started as %proc.cmdline by %proc.pname of %proc.aname[2] user=%user.name
      priority: NOTICE
    """
        .replace("FOLDER", folder.toString());
  }

  private List<String> capture(RuleSet rules, Path file, Path marked, Path end) throws Exception {
    List<String> alerts = new ArrayList<>();
    try (KernelEventSource source = open()) {
      ProcessTable processes = ProcessTable.ofThisMachine();
      source.sendEnvironment(rules.usesEnvironment());
      processes.keepEnvironment(rules.usesEnvironment());
      processes.seed();
      CaptureFacts facts = new CaptureFacts(new TreeMap<>()).with(CaptureFacts.HOST, HOST);
      CaptureWriter writer = CaptureWriter.open(file, facts, Rotation.NONE, InstantSource.system());
      CaptureRecorder recorder =
          new CaptureRecorder(writer, processes, process -> true, identity -> null);
      RuleEvaluator evaluator = new RuleEvaluator(rules);
      source.configure(rules.kernelFilter());
      Process shell = startShell(marked, end);
      while (alerts.stream().noneMatch(line -> line.contains(end + " was read"))) {
        source.poll(
            event -> {
              recorder.on(event);
              judge(evaluator, event, processes, alerts);
            },
            100);
      }
      assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
      writer.close();
      // otherwise the two were not given the same events
      assertThat(writer.lost()).isZero();
    }
    return alerts;
  }

  private static KernelEventSource open() {
    try {
      return KernelEventSource.open();
    } catch (DriverUnavailable e) {
      assumeThat(false).as("the driver is needed: %s", e.getMessage()).isTrue();
      throw new AssertionError(e);
    }
  }

  /** Live, as the sensor does it, after the recorder has applied the event to the table. */
  private static void judge(
      RuleEvaluator evaluator, EventView event, ProcessTable processes, List<String> alerts) {
    evaluator
        .evaluate(event, processes.get(event.tgid()), ContainerMetadata.UNKNOWN)
        .forEach(match -> alerts.add(FalcoJson.line(match)));
  }

  private Process startShell(Path marked, Path end) throws IOException {
    Path moved = folder.resolve("moved");
    String nobody =
        Files.isExecutable(SETPRIV)
            ? SETPRIV + " --reuid=65534 --regid=65534 --clear-groups /bin/echo " + marked + ";"
            : "";
    ProcessBuilder shell =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            "cat %s; cp %s %s.copy; mv %s.copy %s; %s cat %s"
                .formatted(marked, marked, marked, marked, moved, nobody, end));
    shell.environment().put("NIGHTJAR_MARK", "of-this-test");
    return shell.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }
}
