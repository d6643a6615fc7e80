package io.nightjar.config;

import io.nightjar.gate.StageRule;
import io.nightjar.gate.Stages;
import io.nightjar.minisign.MinisignKey;
import io.nightjar.playbook.origin.Trust;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the playbooks are and how far they are trusted; the folder alone may stand for it. */
@Shorthand("folder")
public record PlaybooksConfig(
    @Setting("Folder with a folder for each playbook.") Path folder,
    @Setting(
            "Stages of playbooks, by name and namespace, instead of what their own files say; the"
                + " strictest that matches counts.")
        List<StageConfig> stages,
    @Setting(
            "Public keys of minisign; where one is named, playbooks that none of them has signed"
                + " are drafts.")
        List<String> keys,
    @Setting("Folder that `playbook build` has filled, so that nothing is compiled at the start.")
        @Nullable Path built) {

  public PlaybooksConfig {
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

  /** The stages in the gate's own words. */
  public Stages gateStages() {
    return new Stages(
        stages.stream()
            .map(stage -> new StageRule(stage.playbook(), stage.namespace(), stage.stage()))
            .toList());
  }

  static PlaybooksConfig in(Path folder) {
    return new PlaybooksConfig(folder, List.of(), List.of(), null);
  }

  PlaybooksConfig withFolder(Path other) {
    return new PlaybooksConfig(other, stages, keys, built);
  }
}
