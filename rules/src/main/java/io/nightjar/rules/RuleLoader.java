package io.nightjar.rules;

import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.RuleFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Loads rule files in the order given; later files append to and override earlier ones. */
public final class RuleLoader {
  private RuleLoader() {}

  /** {@link #load(List, RuleSettings)} with Falco's default settings. */
  public static RuleSet load(List<Path> paths) throws RuleErrors {
    return load(paths, RuleSettings.DEFAULT);
  }

  /**
   * Loads files; of a directory all {@code *.yaml} and {@code *.yml} directly in it, by name.
   *
   * @throws RuleErrors with everything that is wrong in any of the files
   */
  public static RuleSet load(List<Path> paths, RuleSettings settings) throws RuleErrors {
    return loadSources(read(paths), settings);
  }

  /**
   * Reads the same files without loading them, so that others can be put behind them.
   *
   * @throws RuleErrors with every file that cannot be read
   */
  public static List<SourceFile> read(List<Path> paths) throws RuleErrors {
    List<SourceFile> files = new ArrayList<>();
    List<Problem> unreadable = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : filesOf(path, unreadable)) {
        try {
          files.add(new SourceFile(file.toString(), read(file)));
        } catch (IOException e) {
          unreadable.add(unreadable(file, e));
        }
      }
    }
    if (!unreadable.isEmpty()) {
      throw new RuleErrors(unreadable);
    }
    return files;
  }

  /** Loads texts that are not files; the name stands for the file in problems. */
  public static RuleSet loadSources(List<SourceFile> files, RuleSettings settings)
      throws RuleErrors {
    RuleFiles.Loaded loaded = RuleFiles.load(files, settings);
    return new RuleSet(loaded.rules(), loaded.warnings(), settings, loaded.plan());
  }

  private static List<Path> filesOf(Path path, List<Problem> unreadable) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(RuleLoader::isYaml).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      unreadable.add(unreadable(path, e));
      return List.of();
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /** Bytes that are not UTF-8 are replaced and then told by the YAML reader or the parser. */
  private static String read(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Problem unreadable(Path file, IOException e) {
    return new SourceFile(file.toString(), "")
        .at(0)
        .error("cannot be read: " + e.getClass().getSimpleName(), null);
  }
}
