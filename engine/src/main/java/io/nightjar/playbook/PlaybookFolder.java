package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One playbook as it lies on disk.
 *
 * @param name of the folder
 * @param drl {@code playbook.drl}
 */
record PlaybookFolder(String name, Source drl, Manifest manifest) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Reads every folder below a directory that holds a playbook; what is wrong is added. */
  static List<PlaybookFolder> readAll(Path directory, List<Problem> problems) {
    List<PlaybookFolder> folders = new ArrayList<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path folder : children.filter(Files::isDirectory).sorted().toList()) {
        if (!folder.getFileName().toString().startsWith(".")) {
          read(folder, problems, folders);
        }
      }
    } catch (IOException e) {
      problems.add(whole(directory, "cannot be read: " + e, "is this the playbooks' directory?"));
      return List.of();
    }
    if (folders.isEmpty() && problems.isEmpty()) {
      problems.add(
          whole(directory, "there is no playbook here", "each has a folder with a playbook.drl"));
    }
    return folders;
  }

  private static void read(Path folder, List<Problem> problems, List<PlaybookFolder> folders) {
    String name = folder.getFileName().toString();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          whole(
              folder,
              "a playbook's folder has a name of lower-case letters, digits and dashes",
              "such as shell-in-container"));
      return;
    }
    Path drl = folder.resolve("playbook.drl");
    Path yaml = folder.resolve("playbook.yaml");
    Source drlSource = text(drl, "the rules of the playbook stand in it", problems);
    Source yamlSource = text(yaml, "title, why, owner and mayAsk stand in it", problems);
    Manifest manifest = ManifestReader.read(yamlSource, problems);
    folders.add(new PlaybookFolder(name, drlSource, manifest));
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
