package io.nightjar.config;

import io.nightjar.respond.Stage;
import org.jspecify.annotations.Nullable;

/** Puts playbooks at a stage. */
public record StageConfig(
    @Setting("Name of a playbook's folder, in which `*` stands for any text; absent means any.")
        @Nullable String playbook,
    @Setting("Namespace of the target, in which `*` stands for any text; absent means any.")
        @Nullable String namespace,
    @Setting("`draft`, `ask` or `enforce`.") Stage stage) {

  public StageConfig {
    InvalidSettings.check()
        .that(playbook == null || !playbook.isBlank(), "playbook", "is empty")
        .that(namespace == null || !namespace.isBlank(), "namespace", "is empty")
        .done();
  }
}
