package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.alert.AlertOutput;
import io.nightjar.alert.AlertOutputs;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.VersionCommand;
import io.nightjar.config.Configuration;
import io.nightjar.config.OutputConfig;
import io.nightjar.outputs.AuditFollowers;
import io.nightjar.outputs.FurtherOutputs;
import io.nightjar.store.Database;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The outputs of {@code falco} and of {@code outputs}, from a configuration. */
final class OutputWiring implements AutoCloseable {

  private final RunOptions options;
  private final AuditFollowers followers;

  private OutputWiring(RunOptions options, AuditFollowers followers) {
    this.options = options;
    this.followers = followers;
  }

  /** Begins to follow the audit log where the configuration wants it. */
  static OutputWiring start(
      RunOptions options,
      Database database,
      SegmentFolder segments,
      Path state,
      Collection<ActionDescriptor> actions) {
    OutputWiring wiring =
        new OutputWiring(
            options,
            AuditFollowers.of(
                database, segments, state, List.copyOf(actions), VersionCommand.version()));
    wiring.follow(options.configuration());
    return wiring;
  }

  /** Whether standard output is an output's alone. */
  static boolean printed(Configuration configuration) {
    return configuration.falco().stdoutOutput().enabled()
        || configuration.outputs().values().stream().anyMatch(OutputConfig::stdout);
  }

  /**
   * What alerts go to, and a try whether the rest can be opened.
   *
   * @throws IllegalStateException naming what cannot be used; tells no secret
   */
  static AlertOutputs plan(RunOptions options, Configuration wanted) {
    FurtherOutputs further = further(options, wanted);
    further.following(wanted.outputs()).values().forEach(AlertOutput::close);
    return AlertOutputs.of(
            wanted.falco(),
            hostname(options, wanted),
            options.around().environment(),
            standardOutput(),
            options.clock())
        .with(further.live(wanted.outputs()), wanted.outputs());
  }

  /** Goes over to what follows the audit log now. */
  void follow(Configuration wanted) {
    Map<String, OutputConfig> outputs = wanted.outputs();
    if (!followers.isInForce(outputs)) {
      followers.use(outputs, further(options, wanted).following(outputs));
    }
  }

  private static FurtherOutputs further(RunOptions options, Configuration wanted) {
    return new FurtherOutputs(
        options.around().environment(),
        hostname(options, wanted),
        standardOutput(),
        options.clock());
  }

  private static String hostname(RunOptions options, Configuration wanted) {
    return options.around().environment().getOrDefault("FALCO_HOSTNAME", wanted.node());
  }

  private static OutputStream standardOutput() {
    return new FileOutputStream(FileDescriptor.out);
  }

  void reopen() {
    followers.reopen();
  }

  SortedMap<String, Long> counters() {
    return followers.counters();
  }

  SortedMap<String, Long> losses() {
    return followers.losses();
  }

  @Override
  public void close() {
    followers.close();
  }
}
