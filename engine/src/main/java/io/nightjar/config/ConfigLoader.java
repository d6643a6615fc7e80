package io.nightjar.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads {@code nightjar.yaml} over the built-in defaults. */
public final class ConfigLoader {

  private static final String FALCO = "falco";

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
   * What was read.
   *
   * @param notes what Falco's keys say that means nothing here, a line each
   * @param files that were read, rule files that were named but are not there yet, and those of
   *     secrets
   * @param places where its keys stand
   */
  public record Reading(
      Configuration configuration, List<String> notes, List<Path> files, Places places) {}

  /**
   * @param file relative paths in it start at its folder; empty means the defaults
   * @throws ConfigErrors with everything that is wrong in the file
   */
  public Configuration load(Optional<Path> file) throws ConfigErrors {
    return read(file, Overrides.NONE).configuration();
  }

  /**
   * The configuration with what the command line says instead.
   *
   * @throws ConfigErrors with everything that is wrong in the files
   */
  public Reading read(Optional<Path> file, Overrides overrides) throws ConfigErrors {
    Path path = file.orElse(Path.of("nightjar.yaml"));
    YamlSource source = new YamlSource(path.toString(), file.isEmpty() ? "" : text(path));
    Node document = source.compose().orElse(null);
    Configuration plain = Configuration.defaults(around);
    Places places = Places.NONE;
    List<ConfigProblem> problems = new ArrayList<>();
    if (document != null) {
      RecordBinder binder = new RecordBinder(source, ScalarReader.of(folderOf(path)));
      Node own = document instanceof MappingNode mapping ? withoutFalco(mapping) : document;
      Configuration bound = binder.bind(Configuration.class, own, "", plain);
      problems.addAll(binder.problems());
      places = binder.places();
      plain = bound == null ? plain : bound;
    }
    FalcoReader.Reading falco = null;
    try {
      falco = falco(source, document, folderOf(path), overrides);
    } catch (ConfigErrors e) {
      problems.addAll(e.problems());
    }
    if (falco == null || !problems.isEmpty()) {
      throw new ConfigErrors(problems);
    }
    List<Path> files = new ArrayList<>(file.stream().toList());
    files.addAll(falco.files());
    return finished(plain, falco, files, overrides, places);
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private FalcoReader.Reading falco(
      YamlSource source, @Nullable Node document, Path folder, Overrides overrides)
      throws ConfigErrors {
    FalcoReader reader = new FalcoReader(around.environment());
    Path named = overrides.falco();
    if (named != null) {
      return reader.file(named, overrides.falcoKeys());
    }
    Node section = document instanceof MappingNode mapping ? falco(mapping) : null;
    if (section instanceof ScalarNode path && !path.getTag().equals(Tag.NULL)) {
      return reader.file(folder.resolve(path.getValue()).normalize(), overrides.falcoKeys());
    }
    Node keys = section instanceof ScalarNode ? null : section;
    return reader.section(source, keys, folder, FALCO, overrides.falcoKeys());
  }

  private static @Nullable Node falco(MappingNode document) {
    for (NodeTuple tuple : document.getValue()) {
      if (isFalco(tuple)) {
        return tuple.getValueNode();
      }
    }
    return null;
  }

  private static MappingNode withoutFalco(MappingNode document) {
    List<NodeTuple> rest = new ArrayList<>(document.getValue());
    rest.removeIf(ConfigLoader::isFalco);
    return new MappingNode(
        document.getTag(),
        true,
        rest,
        document.getFlowStyle(),
        document.getStartMark(),
        document.getEndMark());
  }

  private static boolean isFalco(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(FALCO);
  }

  /** Rule files that are named but not there are left out, as Falco does, and watched. */
  private static Reading finished(
      Configuration plain,
      FalcoReader.Reading falco,
      List<Path> files,
      Overrides overrides,
      Places places)
      throws ConfigErrors {
    List<String> notes = new ArrayList<>(falco.notes());
    List<Path> named = falco.config().rulesFiles();
    List<Path> there = named.stream().filter(Files::exists).toList();
    for (Path file : named) {
      if (!there.contains(file)) {
        notes.add("rules_files: " + file + " is not there; it is loaded once it is");
        files.add(file);
      }
    }
    if (there.isEmpty() && !named.isEmpty() && overrides.rules().isEmpty()) {
      throw broken("rules_files", "none of the named files is there: " + named, "");
    }
    Configuration whole = plain.with(falco.config(), there).with(overrides);
    files.addAll(SecretFiles.of(whole));
    return new Reading(whole, List.copyOf(notes), List.copyOf(files), places);
  }

  private static String text(Path path) throws ConfigErrors {
    return text(path, path.toString());
  }

  static String text(Path path, String name) throws ConfigErrors {
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
