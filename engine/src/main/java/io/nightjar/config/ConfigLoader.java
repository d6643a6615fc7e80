package io.nightjar.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code nightjar.yaml} over the built-in defaults. */
public final class ConfigLoader {

  private final Surroundings around;

  public ConfigLoader(Surroundings around) {
    this.around = around;
  }

  /** The file that is meant: the one named, the system's where there is one, or none. */
  public Optional<Path> fileFor(@Nullable Path named) {
    if (named != null) {
      return Optional.of(named);
    }
    Path system = around.systemConfig();
    return Files.exists(system) ? Optional.of(system) : Optional.empty();
  }

  /**
   * @param file relative paths in it start at its folder; empty means the defaults
   * @throws ConfigErrors with everything that is wrong in the file
   */
  public Configuration load(Optional<Path> file) throws ConfigErrors {
    if (file.isEmpty()) {
      return Configuration.defaults(around);
    }
    Path path = file.get();
    String name = path.toString();
    YamlSource source = new YamlSource(name, text(path, name));
    Optional<Node> document = source.compose();
    Configuration defaults = Configuration.defaults(around);
    if (document.isEmpty()) {
      return defaults;
    }
    Path folder = path.toAbsolutePath().normalize().getParent();
    RecordBinder binder = new RecordBinder(source, folder == null ? Path.of("/") : folder);
    Configuration bound = binder.bind(Configuration.class, document.get(), "", defaults);
    if (bound == null || !binder.problems().isEmpty()) {
      throw new ConfigErrors(binder.problems());
    }
    return bound;
  }

  private static String text(Path path, String name) throws ConfigErrors {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw broken(name, "there is no such file", "write one, or leave out --config");
    } catch (CharacterCodingException e) {
      throw broken(name, "is not UTF-8 text", "");
    } catch (IOException e) {
      throw broken(name, "cannot be read: " + e.getMessage(), "");
    }
  }

  private static ConfigErrors broken(String name, String message, String hint) {
    return new ConfigErrors(List.of(new ConfigProblem(name, 0, 0, "", message, "", hint)));
  }
}
