package io.nightjar.cli;

import io.nightjar.playbook.origin.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folders of playbooks that are to be signed or verified, with what exactly is in them. */
final class SignedFolders {

  private SignedFolders() {}

  /**
   * By folder.
   *
   * @param directory with a folder for each playbook
   * @param only names of folders; empty for all
   */
  static SortedMap<Path, Contents> of(Path directory, List<String> only)
      throws IOException, UsageFailure {
    SortedMap<Path, Contents> found = new TreeMap<>();
    List<String> missing = new ArrayList<>(only);
    try (Stream<Path> children = Files.list(directory)) {
      for (Path folder : children.sorted().toList()) {
        String name = folder.getFileName().toString();
        Path drl = folder.resolve("playbook.drl");
        if (!name.startsWith(".")
            && Files.isRegularFile(drl)
            && (only.isEmpty() || only.contains(name))) {
          missing.remove(name);
          found.put(
              folder,
              Contents.of(
                  name, Files.readString(drl), Files.readString(folder.resolve("playbook.yaml"))));
        }
      }
    }
    if (!missing.isEmpty() || found.isEmpty()) {
      throw new UsageFailure(
          "there is no playbook " + String.join(", ", missing) + " in " + directory);
    }
    return found;
  }
}
