package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.origin.Contents;
import io.nightjar.playbook.origin.GitCheckout;
import io.nightjar.playbook.origin.Trust;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Stage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One playbook as it lies on disk.
 *
 * @param name of the folder
 * @param drl {@code playbook.drl}
 * @param edition what exactly it is, and its stage
 */
record PlaybookFolder(String name, Source drl, Manifest manifest, Edition edition) {
  /** That was never on disk. */
  PlaybookFolder(String name, Source drl, Manifest manifest) {
    this(name, drl, manifest, Edition.UNKNOWN);
  }

  private static final String DRL = "playbook.drl";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Reads every folder below a directory that holds a playbook; what is wrong is added. */
  static List<PlaybookFolder> readAll(Path directory, Trust trust, List<Problem> problems) {
    return readAll(directory, trust, Set.of(), problems);
  }

  /**
   * The same of some of them.
   *
   * @param only their names; empty for all
   */
  static List<PlaybookFolder> readAll(
      Path directory, Trust trust, Set<String> only, List<Problem> problems) {
    if (Files.exists(directory.resolve(DRL))) {
      problems.add(
          whole(
              directory,
              "is the folder of one playbook",
              "give the folder that holds it; --playbook NAME chooses one where there is a"
                  + " choice"));
      return List.of();
    }
    List<PlaybookFolder> folders = new ArrayList<>();
    String commit = GitCheckout.commitOf(directory);
    try (Stream<Path> children = Files.list(directory)) {
      for (Path folder : children.filter(Files::isDirectory).sorted().toList()) {
        String name = folder.getFileName().toString();
        if (!name.startsWith(".") && (only.isEmpty() || only.contains(name))) {
          read(folder, new Origin(commit, trust), problems, folders);
        }
      }
    } catch (IOException e) {
      problems.add(whole(directory, "cannot be read: " + e, "is this the playbooks' directory?"));
      return List.of();
    }
    for (String name : new TreeSet<>(only)) {
      if (!Files.isDirectory(directory.resolve(name))) {
        problems.add(
            whole(
                directory, "there is no playbook '" + name + "' here", "playbooks.only names it"));
      }
    }
    if (folders.isEmpty() && problems.isEmpty()) {
      problems.add(
          whole(directory, "there is no playbook here", "each has a folder with a playbook.drl"));
    }
    return folders;
  }

  private static void read(
      Path folder, Origin origin, List<Problem> problems, List<PlaybookFolder> folders) {
    String name = folder.getFileName().toString();
    if (!isName(name)) {
      problems.add(
          whole(
              folder,
              "a playbook's folder has a name of lower-case letters, digits and dashes",
              "such as shell-in-container"));
      return;
    }
    Path drl = folder.resolve(DRL);
    Path yaml = folder.resolve("playbook.yaml");
    Source drlSource = text(drl, "the rules of the playbook stand in it", problems);
    Source yamlSource = text(yaml, "title, why, owner and mayAsk stand in it", problems);
    Manifest manifest = ManifestReader.read(yamlSource, problems);
    Contents contents = Contents.of(name, drlSource.text(), yamlSource.text());
    folders.add(
        new PlaybookFolder(
            name, drlSource, manifest, origin.edition(folder, contents, manifest.stage())));
  }

  /** What holds for all playbooks of a directory. */
  private record Origin(String commit, Trust trust) {

    Edition edition(Path folder, Contents contents, @Nullable Stage stage) {
      Edition edition =
          new Edition(
              contents.version(),
              commit,
              stage == null ? Stage.ENFORCE : stage,
              stage == null
                  ? "its playbook.yaml names no stage"
                  : "its playbook.yaml says " + stage.word(),
              true);
      return trust
          .doubt(contents, signature(folder.resolve(Trust.FILE)))
          .map(edition::distrusted)
          .orElse(edition);
    }

    /** One that cannot be read vouches for nothing. */
    private static String signature(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "";
      }
    }
  }

  private static Source text(Path file, String hint, List<Problem> problems) {
    try {
      return new Source(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      problems.add(whole(file, "this is not UTF-8", "save it as UTF-8"));
    } catch (IOException e) {
      problems.add(whole(file, "cannot be read: " + e, hint));
    }
    return new Source(file.toString(), "");
  }

  private static Problem whole(Path file, String message, String hint) {
    return new Problem(file.toString(), 0, 0, message, hint, "");
  }
}
