package io.nightjar.cli.bench;

import io.nightjar.cli.UsageFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code nightjar bench rules}, as far as it is a command: the launcher runs the benchmark, with
 * libraries that Nightjar itself does without.
 */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = {
      "How long rule files take to load, and what an event costs with them, by type.",
      "A mix of opens, execs and connects through process table and rules, measured by JMH on one"
          + " thread; takes a minute. Needs the source folder, where ./nightjar builds it."
    })
public final class RulesBenchCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Rule files or folders; default: those of Nightjar.")
  List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws UsageFailure {
    throw new UsageFailure(
        "the benchmark of the rules is started by ./nightjar bench rules in the source folder");
  }
}
