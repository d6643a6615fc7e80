package io.nightjar;

import io.nightjar.cli.RunOptions;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder with everything of a whole Nightjar that acts on the practice cluster, for tests that
 * change its files while it runs.
 */
record PracticeFolder(Path path) {

  private Path state() {
    return path.resolve("state");
  }

  private Path playbooks() {
    return path.resolve("playbooks");
  }

  /** What a file of rules says of one that nothing matches. */
  static String rule(String name) {
    return """
    - rule: %s
      desc: a
      condition: evt.type = execve and proc.name = nobody-%s
      output: ran
      priority: NOTICE
    """
        .formatted(name, name);
  }

  /**
   * Writes the only playbook.
   *
   * @param detection of what it acts on, such as {@code rule == "First"}
   */
  void playbook(String detection) throws IOException {
    Path playbook = Files.createDirectories(playbooks().resolve("first"));
    Files.writeString(
        playbook.resolve("playbook.drl"),
        """
        rule "first"
        when
          $d : Detection( %s )
        then
          respond.to($d).isolatePod().because("first");
        end
        """
            .formatted(detection));
    Files.writeString(
        playbook.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [kubernetes:isolate-pod]\n");
  }

  /**
   * @param config a nightjar.yaml; null for none
   * @param rules files of rules; none for those of the configuration
   * @param falco a falco.yaml; null for none
   */
  RunOptions options(@Nullable Path config, List<Path> rules, @Nullable Path falco)
      throws Exception {
    Surroundings around =
        new Surroundings(
            Map.of(),
            path,
            path,
            path.resolve("none.yaml"),
            Surroundings.ofThisProcess().root(),
            "node-1",
            ZoneId.of("UTC"));
    Overrides overrides =
        new Overrides(state(), null, rules, playbooks(), null, Practice.ALWAYS, 0)
            .withFalco(falco, List.of());
    Optional<Path> file = Optional.ofNullable(config);
    return new RunOptions(
        file,
        new ConfigLoader(around).read(file, overrides),
        overrides,
        InstantSource.system(),
        Duration.ZERO,
        around);
  }

  /** Of the one that runs there. */
  ControlClient client() throws ControlFailure {
    return ControlClient.open(state());
  }
}
