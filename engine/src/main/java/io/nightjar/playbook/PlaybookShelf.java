package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.RuleNames;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.origin.Trust;
import io.nightjar.respond.Edition;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The playbooks of a folder as their files say, neither checked nor compiled. */
public final class PlaybookShelf {

  private PlaybookShelf() {}

  /**
   * One of them.
   *
   * @param edition with the stage of its own file
   * @param drl its rules
   */
  public record Shelved(String name, Manifest manifest, Edition edition, Source drl) {

    /** Names of the rules whose detections it looks at; none where it cannot be parsed. */
    public Set<String> rulesNamed() {
      try {
        return RuleNames.of(drl).looks().stream()
            .flatMap(look -> look.rules().stream())
            .collect(Collectors.toUnmodifiableSet());
      } catch (IllegalStateException broken) {
        return Set.of();
      }
    }
  }

  /**
   * By name.
   *
   * @param only names of those that are meant; empty for all
   * @param problems what cannot be read is added
   */
  public static List<Shelved> read(
      Path directory, Trust trust, Set<String> only, List<Problem> problems) {
    return PlaybookFolder.readAll(directory, trust, only, problems).stream()
        .map(
            folder -> new Shelved(folder.name(), folder.manifest(), folder.edition(), folder.drl()))
        .toList();
  }
}
