package io.nightjar.actions;

import io.nightjar.actions.kubernetes.DebugImage;
import io.nightjar.actions.kubernetes.JobTemplate;
import io.nightjar.actions.outside.Hook;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration gives to actions: whoever asks for one names an entry, and never says what
 * is in it.
 *
 * @param hooks by name
 * @param jobs by name
 * @param debugImage null where none is named
 */
public record ActionSettings(
    Map<String, Hook> hooks, Map<String, JobTemplate> jobs, @Nullable DebugImage debugImage) {
  public static final ActionSettings NONE = new ActionSettings(Map.of(), Map.of(), null);

  public ActionSettings {
    hooks = Map.copyOf(hooks);
    jobs = Map.copyOf(jobs);
  }
}
