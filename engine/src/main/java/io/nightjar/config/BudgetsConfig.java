package io.nightjar.config;

import java.time.Duration;

/** How far Nightjar may reach by itself. */
public record BudgetsConfig(
    @Setting("The sliding window that the budgets are counted in; a restart does not empty it.")
        Duration per,
    @Setting("So many responses that one rule of a playbook asks for; then people are asked.")
        int playbookRule,
    @Setting("So many on one workload, its pods and processes; then people are asked.")
        int workload,
    @Setting("So many in one namespace; then people are asked.") int namespace,
    @Setting("So many on the pods and processes of one node; then people are asked.") int node,
    @Setting("So many in all; then people are asked.") int cluster,
    @Setting("Acted in so many different namespaces; for one more people are asked.")
        int namespaces,
    @Setting(
            "Percent of a workload's pods that have to stay ready; where taking a pod away would"
                + " leave fewer, people are asked. The only pod of a workload may be taken.")
        int keepReady) {

  public BudgetsConfig {
    InvalidSettings.check()
        .that(per.compareTo(Duration.ofSeconds(1)) >= 0, "per", "must be at least 1s")
        .that(per.compareTo(Duration.ofDays(7)) <= 0, "per", "must be at most 7d")
        .that(playbookRule >= 1, "playbookRule", "must be at least 1")
        .that(workload >= 1, "workload", "must be at least 1")
        .that(namespace >= 1, "namespace", "must be at least 1")
        .that(node >= 1, "node", "must be at least 1")
        .that(cluster >= 1, "cluster", "must be at least 1")
        .that(namespaces >= 1, "namespaces", "must be at least 1")
        .that(keepReady >= 0 && keepReady <= 100, "keepReady", "is a percentage: 0 to 100")
        .done();
  }

  static BudgetsConfig defaults() {
    return new BudgetsConfig(Duration.ofHours(1), 30, 10, 30, 30, 60, 5, 50);
  }
}
