package io.nightjar.cli;

import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which state folder is meant; for every command that asks a Nightjar or reads its store. */
public final class StateOption {

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "State folder of the Nightjar that is meant; default: as the configuration says.")
  @Nullable Path state;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; default: /etc/nightjar/nightjar.yaml if there is one.")
  @Nullable Path config;

  /** What a person may type next, of the same Nightjar. */
  public Hints hints() {
    return new Hints(state, config);
  }

  public Path folder(Surroundings around) throws ConfigErrors {
    return state != null ? state : configuration(around).state();
  }

  public Configuration configuration(Surroundings around) throws ConfigErrors {
    return configuration(around, Overrides.NONE);
  }

  Configuration configuration(Surroundings around, Overrides overrides) throws ConfigErrors {
    ConfigLoader loader = new ConfigLoader(around);
    return loader.read(loader.fileFor(config), overrides).configuration();
  }
}
