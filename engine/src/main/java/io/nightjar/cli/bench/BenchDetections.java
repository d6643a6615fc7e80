package io.nightjar.cli.bench;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Detections as the sensor makes them, without a sensor. */
final class BenchDetections {
  private static final List<String> RULES =
      List.of(
          "Terminal shell in container",
          "Drop and execute new binary in container",
          "Execution from a temporary directory",
          "Write below a temporary directory",
          "File made executable",
          "Read sensitive file untrusted",
          "Service account token read in container",
          "Redirect STDOUT/STDIN to Network Connection in Container",
          "Search Private Keys or Passwords",
          "Disallowed SSH Connection Non Standard Port",
          "Launch Package Management Process in Container",
          "Clear Log Activities",
          "Run shell untrusted",
          "Network Connection outside Local Subnet",
          "Contact EC2 Instance Metadata Service From Container",
          "Contact K8S API Server From Container",
          "Schedule Cron Jobs",
          "Write below etc",
          "Fileless execution via memfd_create",
          "PTRACE attached to process");

  private BenchDetections() {}

  /** Rules of which a third is named by a playbook. */
  static String rule(int number) {
    return number % 3 == 0
        ? RULES.get(number / 3 % RULES.size())
        : "A rule that no playbook names " + number % 40;
  }

  static Detection of(String id, String rule, int workload, int process, Instant time) {
    String name = "pod-" + workload;
    return new Detection(
        id,
        rule,
        Priority.WARNING,
        "syscall",
        new TreeSet<>(List.of("container", "mitre_execution")),
        time,
        rule + " | process=worker pod=" + name,
        new TreeMap<>(
            Map.of("proc.name", "worker", "fd.name", "/etc/shadow", "evt.type", "openat")),
        "node-" + workload % 10,
        new ProcessRef(
            1_000 + process,
            5_000L + process,
            "worker",
            "/usr/bin/worker",
            "worker --quiet",
            0,
            List.of("sh", "containerd-shim")),
        "c".repeat(56) + String.format("%08x", workload),
        "main",
        "shop/worker:1",
        false,
        "uid-" + name,
        name,
        "shop",
        Map.of("app", "worker", "tier", "prod"),
        new WorkloadTarget("Deployment", "shop", "worker-" + workload, "uid-worker-" + workload),
        List.of("/tmp"));
  }
}
