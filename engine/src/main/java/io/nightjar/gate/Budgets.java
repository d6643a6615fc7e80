package io.nightjar.gate;

import java.time.Duration;

/**
 * How much may act without a person in any {@code per} (a sliding window); above it, people are
 * asked.
 *
 * @param playbookRule actions asked for by one rule of a playbook
 * @param workload actions on one workload and its pods and processes
 * @param namespace actions in one namespace
 * @param node actions on the pods and processes of one node
 * @param cluster actions in all
 * @param namespaces different namespaces that are acted in
 * @param keepReady percent of a workload's pods that stay ready whatever is done to its pods
 */
public record Budgets(
    Duration per,
    int playbookRule,
    int workload,
    int namespace,
    int node,
    int cluster,
    int namespaces,
    int keepReady) {

  /** No limit. */
  public static final Budgets NONE =
      new Budgets(
          Duration.ofSeconds(1),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          0);
}
