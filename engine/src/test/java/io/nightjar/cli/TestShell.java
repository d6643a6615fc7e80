package io.nightjar.cli;

import io.nightjar.SampleResponses;
import io.nightjar.config.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A shell that keeps what is printed. */
final class TestShell {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicReference<@Nullable RunOptions> started = new AtomicReference<>();
  final Shell shell;

  TestShell(Path home) {
    this(home, false);
  }

  TestShell(Path home, boolean colour) {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    this.shell =
        new Shell(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Paint(colour),
            berlin,
            InstantSource.fixed(SampleResponses.THREE.plus(Duration.ofHours(9))),
            "kim",
            new Surroundings(
                Map.of(), home, home, home.resolve("etc.yaml"), false, "node-1", berlin));
  }

  /** Runs one command line; returns the exit code. */
  int run(String... args) {
    CommandLine line =
        Main.commandLine(
            shell,
            (options, from) -> {
              started.set(options);
              return 0;
            });
    return line.setUsageHelpWidth(100).execute(args);
  }

  /** What was printed since the last call. */
  String out() {
    String text = out.toString();
    out.getBuffer().setLength(0);
    return text;
  }

  String err() {
    String text = err.toString();
    err.getBuffer().setLength(0);
    return text;
  }

  RunOptions started() {
    RunOptions options = started.get();
    if (options == null) {
      throw new AssertionError("nothing was started: " + err);
    }
    return options;
  }
}
