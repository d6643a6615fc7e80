package io.nightjar.config;

import io.nightjar.gate.StageRule;
import io.nightjar.gate.Stages;
import io.nightjar.minisign.MinisignKey;
import io.nightjar.playbook.PlaybookShelf;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.origin.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the playbooks are and how far they are trusted; the folder alone may stand for it. */
@Shorthand("folder")
public record PlaybooksConfig(
    @Setting("Folder with a folder for each playbook.") Path folder,
    @Setting(
            "Names of the playbooks in it that count; the others are left out as if they were not"
                + " there. Empty means all.")
        List<String> only,
    @Setting(
            "Stages of playbooks, by name and namespace, instead of what their own files say; the"
                + " strictest that matches counts.")
        List<StageConfig> stages,
    @Setting(
            "Public keys of minisign; where one is named, playbooks that none of them has signed"
                + " are drafts.")
        List<String> keys,
    @Setting(
            "Folder that `playbook build` has filled, so that nothing is compiled at the start;"
                + " `.built` beside the playbooks where it is not named.")
        @Nullable Path built) {

  private static final String BESIDE = ".built";

  public PlaybooksConfig {
    only = List.copyOf(only);
    stages = List.copyOf(stages);
    keys = List.copyOf(keys);
    InvalidSettings.Check check = InvalidSettings.check();
    for (String key : keys) {
      check.that(isKey(key), "keys", "holds what is no public key of minisign");
    }
    check.done();
  }

  private static boolean isKey(String text) {
    try {
      return !MinisignKey.parse(text).id().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whose playbooks are more than drafts. */
  public Trust trust() {
    return new Trust(keys.stream().map(MinisignKey::parse).toList());
  }

  /**
   * Those of a folder that count, as their files say.
   *
   * @param problems what cannot be read is added
   */
  public List<PlaybookShelf.Shelved> shelf(Path directory, List<Problem> problems) {
    return PlaybookShelf.read(directory, trust(), Set.copyOf(only), problems);
  }

  /** The stages in the gate's own words. */
  public Stages gateStages() {
    return new Stages(
        stages.stream()
            .map(stage -> new StageRule(stage.playbook(), stage.namespace(), stage.stage()))
            .toList());
  }

  /**
   * What was compiled ahead: the named folder, or the one beside the playbooks, as images have it;
   * but that one not where playbooks have to be signed.
   */
  public @Nullable Path compiledAhead() {
    Path beside = folder.resolve(BESIDE);
    return built == null && keys.isEmpty() && Files.isDirectory(beside) ? beside : built;
  }

  static PlaybooksConfig in(Path folder) {
    return new PlaybooksConfig(folder, List.of(), List.of(), List.of(), null);
  }

  PlaybooksConfig withFolder(Path other) {
    return new PlaybooksConfig(other, only, stages, keys, built);
  }
}
