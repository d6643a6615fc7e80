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
 * @param falco a {@code falco.yaml} that takes the place of what the file says under {@code falco}
 * @param falcoKeys single keys of it, as {@code key=value}
 * @param standardInput whether alerts are read from there
 * @param engine whether this is an engine alone, whose nodes have agents
 */
public record Overrides(
    @Nullable Path state,
    @Nullable Mode mode,
    List<Path> rules,
    @Nullable Path playbooks,
    @Nullable Path kubeconfig,
    @Nullable Practice practice,
    @Nullable Integer port,
    @Nullable Path falco,
    List<String> falcoKeys,
    boolean standardInput,
    boolean engine) {

  public static final Overrides NONE = new Overrides(null, null, List.of(), null, null, null, null);

  public Overrides {
    rules = List.copyOf(rules);
    falcoKeys = List.copyOf(falcoKeys);
  }

  /** With nothing said of Falco's keys. */
  public Overrides(
      @Nullable Path state,
      @Nullable Mode mode,
      List<Path> rules,
      @Nullable Path playbooks,
      @Nullable Path kubeconfig,
      @Nullable Practice practice,
      @Nullable Integer port) {
    this(state, mode, rules, playbooks, kubeconfig, practice, port, null, List.of(), false, false);
  }

  /** The same with a {@code falco.yaml} and single keys over it. */
  public Overrides withFalco(@Nullable Path file, List<String> keys) {
    return new Overrides(
        state,
        mode,
        rules,
        playbooks,
        kubeconfig,
        practice,
        port,
        file,
        keys,
        standardInput,
        engine);
  }

  /** The same with alerts from standard input, too, or without. */
  public Overrides withStandardInput(boolean read) {
    return new Overrides(
        state, mode, rules, playbooks, kubeconfig, practice, port, falco, falcoKeys, read, engine);
  }

  /** The same for an engine alone. */
  public Overrides withEngine(boolean alone) {
    return new Overrides(
        state,
        mode,
        rules,
        playbooks,
        kubeconfig,
        practice,
        port,
        falco,
        falcoKeys,
        standardInput,
        alone);
  }
}
