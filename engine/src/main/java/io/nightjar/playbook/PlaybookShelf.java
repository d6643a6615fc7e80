package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.origin.Trust;
import io.nightjar.respond.Edition;
import java.nio.file.Path;
import java.util.List;

/** The playbooks of a folder as their files say, neither checked nor compiled. */
public final class PlaybookShelf {

  private PlaybookShelf() {}

  /**
   * One of them.
   *
   * @param edition with the stage of its own file
   */
  public record Shelved(String name, Manifest manifest, Edition edition) {}

  /**
   * By name.
   *
   * @param problems what cannot be read is added
   */
  public static List<Shelved> read(Path directory, Trust trust, List<Problem> problems) {
    return PlaybookFolder.readAll(directory, trust, problems).stream()
        .map(folder -> new Shelved(folder.name(), folder.manifest(), folder.edition()))
        .toList();
  }
}
