package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.alert.AlertOutputs;
import io.nightjar.alert.Alerts;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.VersionCommand;
import io.nightjar.config.Configuration;
import io.nightjar.config.OutputConfig;
import io.nightjar.config.Prepared;
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
    Map<String, OutputConfig> outputs = options.configuration().outputs();
    wiring.followers.use(
        further(options, options.configuration()).following(outputs, wiring.followers.running()));
    return wiring;
  }

  /** Whether standard output is an output's alone. */
  static boolean printed(Configuration configuration) {
    return configuration.falco().stdoutOutput().enabled()
        || configuration.outputs().values().stream().anyMatch(OutputConfig::stdout);
  }

  /**
   * What alerts go to.
   *
   * @throws IllegalStateException naming what cannot be used; tells no secret
   */
  static AlertOutputs plan(RunOptions options, Configuration wanted) {
    FurtherOutputs further = further(options, wanted);
    List<AlertOutputs.Planned> live = further.live(wanted.outputs());
    try {
      return AlertOutputs.of(
              wanted.falco(),
              hostname(options, wanted),
              options.around().environment(),
              standardOutput(),
              options.clock())
          .with(live);
    } catch (RuntimeException e) {
      live.forEach(each -> each.output().close());
      throw e;
    }
  }

  /**
   * The outputs of another configuration, opened where they are others.
   *
   * @throws IllegalStateException as {@link #plan}
   */
  Prepared prepare(Configuration wanted, Alerts alerts) {
    AlertOutputs plan = plan(options, wanted);
    AuditFollowers.Plan following;
    try {
      following = further(options, wanted).following(wanted.outputs(), followers.running());
    } catch (RuntimeException e) {
      plan.discard();
      throw e;
    }
    return new Prepared() {
      @Override
      public void apply() {
        alerts.use(plan);
        followers.use(following);
      }

      @Override
      public void discard() {
        plan.discard();
        following.discard();
      }
    };
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
