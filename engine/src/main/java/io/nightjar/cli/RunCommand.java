package io.nightjar.cli;

import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.Overrides;
import io.nightjar.gate.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Watches this node, decides by the playbooks and acts, until it is stopped.",
    footer = {
      "",
      "Examples:",
      "  nightjar run",
      "  nightjar run --mode dry-run --kubeconfig ~/.kube/staging",
      "  nightjar run --falco-config /etc/falco/falco.yaml -o json_output=true",
      "  falco -o json_output=true | nightjar run --ingest -",
      "  nightjar run --practice --at 2026-11-20T03:00   try a night without a cluster",
    })
class RunCommand implements Callable<Integer> {

  private final Shell shell;
  private final Engine engine;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; default: /etc/nightjar/nightjar.yaml if there is one.")
  @Nullable Path config;

  @Option(names = "--state", paramLabel = "DIR", description = "State folder.")
  @Nullable Path state;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The cluster to act on; then the practice cluster is never used.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Live as if it were this time, such as 2026-11-20T03:00[Europe/Berlin].")
  @Nullable String at;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      description = "enforce or dry-run, for every namespace.")
  @Nullable Mode mode;

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "Rule file or folder, instead of the configured ones; may be repeated.")
  List<Path> rules = List.of();

  @Option(
      names = "--playbooks",
      paramLabel = "DIR",
      description = "Folder of the playbooks, instead of the configured one.")
  @Nullable Path playbooks;

  @Option(
      names = "--practice",
      negatable = true,
      description = "Always, or with --no-practice never, use the built-in practice cluster.")
  @Nullable Boolean practice;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the control API on 127.0.0.1; 0 takes any free one.")
  @Nullable Integer port;

  @Option(
      names = "--falco-config",
      paramLabel = "FILE",
      description =
          "A falco.yaml, taken as it is: rules, alerts and where they go. What means nothing here"
              + " is said once.")
  @Nullable Path falcoConfig;

  @Option(
      names = "-o",
      paramLabel = "KEY=VALUE",
      description = "One key of falco.yaml instead of the file, such as json_output=true.")
  List<String> falcoKeys = List.of();

  @Option(
      names = "--ingest",
      paramLabel = "-",
      description =
          "Read alerts of Falco from standard input, one JSON object on a line. Files and ports are"
              + " the configuration's.")
  @Nullable String ingest;

  RunCommand(Shell shell, Engine engine) {
    this.shell = shell;
    this.engine = engine;
  }

  @Override
  public Integer call() throws Exception {
    if (Boolean.TRUE.equals(practice) && kubeconfig != null) {
      throw new UsageFailure("--practice and --kubeconfig exclude each other");
    }
    if (port != null && (port < 0 || port > 65_535)) {
      throw new UsageFailure("--port must be between 0 and 65535");
    }
    if (ingest != null && !ingest.equals("-")) {
      throw new UsageFailure("--ingest takes - for standard input; name files under ingest.files");
    }
    Overrides overrides =
        new Overrides(state, mode, rules, playbooks, kubeconfig, practice(), port)
            .withFalco(falcoConfig, falcoKeys)
            .withStandardInput(ingest != null)
            .withEngine(engineAlone());
    Duration offset = offset();
    InstantSource clock =
        offset.isZero() ? shell.clock() : InstantSource.offset(shell.clock(), offset);
    RunOptions options = RunOptions.of(config, overrides, clock, offset, shell.around());
    tell(options);
    return engine.run(options, shell);
  }

  /** Whether the nodes are watched by agents, and not by this. */
  boolean engineAlone() {
    return false;
  }

  /** What of Falco's keys means nothing here, once and in one list. */
  private void tell(RunOptions options) {
    OwnLog.use(options.configuration());
    List<String> notes = options.reading().notes();
    if (!notes.isEmpty()) {
      shell.err().println("of Falco's configuration this means nothing here:");
      notes.forEach(note -> shell.err().println("  " + PlainText.of(note)));
      shell.err().flush();
    }
  }

  private @Nullable Practice practice() {
    if (practice == null) {
      return null;
    }
    return practice ? Practice.ALWAYS : Practice.NEVER;
  }

  private Duration offset() throws UsageFailure {
    if (at == null) {
      return Duration.ZERO;
    }
    Instant wanted = StartTime.parse("--at", at, shell.zone());
    return Duration.between(shell.clock().instant(), wanted);
  }
}
