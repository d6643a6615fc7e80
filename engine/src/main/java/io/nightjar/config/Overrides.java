package io.nightjar.config;

import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.gate.Mode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says instead of the file; null or empty where it says nothing.
 *
 * @param mode for every namespace
 * @param port of the control API; 0 takes any free one
 */
public record Overrides(
    @Nullable Path state,
    @Nullable Mode mode,
    List<Path> rules,
    @Nullable Path playbooks,
    @Nullable Path kubeconfig,
    @Nullable Practice practice,
    @Nullable Integer port) {

  public static final Overrides NONE = new Overrides(null, null, List.of(), null, null, null, null);

  public Overrides {
    rules = List.copyOf(rules);
  }
}
