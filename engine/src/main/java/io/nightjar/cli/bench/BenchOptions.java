package io.nightjar.cli.bench;

import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.cli.UsageFailure;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the benchmarks that make a load have in common. */
final class BenchOptions {

  @Mixin StateOption configured = new StateOption();

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "Rule file or folder, instead of the configured ones; may be repeated.")
  List<Path> rules = new ArrayList<>();

  @Option(
      names = "--host",
      description = "Make the load as a process of the host, instead of one of a container.")
  boolean host;

  List<Path> rules(Shell shell) throws ConfigErrors, UsageFailure {
    if (!shell.around().root()) {
      throw new UsageFailure("the driver and a container's control group need root");
    }
    return rules.isEmpty() ? configured.configuration(shell.around()).rules() : rules;
  }

  String where() {
    return host ? "a process of the host" : "a container";
  }

  /** Reads {@code 500ms}, {@code 5s}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text);
    }
  }
}
