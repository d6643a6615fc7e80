package io.nightjar.cli;

import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} was asked to do.
 *
 * @param configFile the file that was read; watch it for changes
 * @param reading what was read at the start, with the command line over the file
 * @param clock the time to live by
 * @param clockOffset how far {@link #clock} is ahead of the machine's; zero without {@code --at}
 */
public record RunOptions(
    Optional<Path> configFile,
    ConfigLoader.Reading reading,
    Overrides overrides,
    InstantSource clock,
    Duration clockOffset,
    Surroundings around) {

  /**
   * @param config the file to read, or null for the usual one if it is there
   */
  static RunOptions of(
      @Nullable Path config,
      Overrides overrides,
      InstantSource clock,
      Duration clockOffset,
      Surroundings around)
      throws ConfigErrors {
    Optional<Path> file = new ConfigLoader(around).fileFor(config);
    return new RunOptions(
        file, read(file, overrides, around), overrides, clock, clockOffset, around);
  }

  /** What a person may type while it runs. */
  public Hints hints() {
    return new Hints(
        overrides.state(),
        configFile.filter(file -> !file.equals(around.systemConfig())).orElse(null));
  }

  /** In force at the start. */
  public Configuration configuration() {
    return reading.configuration();
  }

  /** The configuration as the files say it now, with the command line over it. */
  public ConfigLoader.Reading reread() throws ConfigErrors {
    return read(configFile, overrides, around);
  }

  static ConfigLoader.Reading read(Optional<Path> file, Overrides overrides, Surroundings around)
      throws ConfigErrors {
    return new ConfigLoader(around).read(file, overrides);
  }
}
