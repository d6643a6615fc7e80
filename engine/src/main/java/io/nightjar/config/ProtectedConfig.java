package io.nightjar.config;

import java.util.List;
import java.util.Map;

/** What no response may ever touch, whatever a playbook asks. */
public record ProtectedConfig(
    @Setting(
            "Namespaces that are never touched, beside kube-system, kube-public and"
                + " kube-node-lease.")
        List<String> namespaces,
    @Setting("Workloads that are never touched, as `namespace/name`.") List<String> workloads,
    @Setting("Labels of pods and workloads that are never touched, each enough by itself.")
        Map<String, String> labels,
    @Setting("Nodes whose pods and processes are never touched.") List<String> nodes,
    @Setting("Whether processes outside containers are never killed.") boolean hostProcesses) {

  public ProtectedConfig {
    namespaces = List.copyOf(namespaces);
    workloads = List.copyOf(workloads);
    labels = Map.copyOf(labels);
    nodes = List.copyOf(nodes);
    InvalidSettings.Check check = InvalidSettings.check();
    for (String namespace : namespaces) {
      check.that(
          namespace.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"),
          "namespaces",
          "\"" + namespace + "\" is not the name of a namespace");
    }
    for (String workload : workloads) {
      check.that(
          workload.matches("[a-z0-9][-a-z0-9]*/[a-z0-9][-.a-z0-9]*"),
          "workloads",
          "\"" + workload + "\": write a workload as namespace/name");
    }
    check.done();
  }

  static ProtectedConfig defaults() {
    return new ProtectedConfig(List.of("nightjar"), List.of(), Map.of(), List.of(), true);
  }
}
