package io.nightjar.rehearse;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.gate.GateSettings;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Detections and playbooks for the tests of rehearsals. */
public final class Past {

  public static final Instant START = Instant.parse("2026-11-19T23:30:00Z");
  static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
  static final Map<String, ActionDescriptor> ACTIONS =
      ActionRegistry.standardDescriptors().stream()
          .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));

  private static final String MANIFEST =
      """
      title: a playbook of a test
      why: to be rehearsed
      owner: tests
      mayAsk: ['kubernetes:isolate-pod', 'kubernetes:scale-to-zero', 'process:kill', \
      'kubernetes:drain-node', 'kubernetes:cordon-node']
      """;

  private Past() {}

  /**
   * @param drl playbooks by name
   */
  public static CompiledPlaybooks playbooks(Path folder, Map<String, String> drl) throws Exception {
    write(folder.resolve("playbooks"), drl);
    return new PlaybookCompiler(folder.resolve("cache"), CALENDARS.names())
        .load(folder.resolve("playbooks"));
  }

  public static void write(Path folder, Map<String, String> drl) throws Exception {
    for (Map.Entry<String, String> each : drl.entrySet()) {
      Path own = Files.createDirectories(folder.resolve(each.getKey()));
      Files.writeString(own.resolve("playbook.drl"), each.getValue());
      Files.writeString(own.resolve("playbook.yaml"), MANIFEST);
    }
  }

  static Rehearsal.Rehearsing what(CompiledPlaybooks playbooks, GateSettings settings) {
    return new Rehearsal.Rehearsing(playbooks, CALENDARS, settings, ACTIONS);
  }

  public static Detection shell(String id, int pod, Duration after) {
    return detection(id, "Terminal shell in container", pod, after);
  }

  public static Detection detection(String id, String rule, int pod, Duration after) {
    return new Detection(
        id,
        rule,
        Priority.WARNING,
        "syscall",
        new TreeSet<>(List.of("container")),
        START.plus(after),
        rule,
        new TreeMap<>(Map.of("proc.name", "sh")),
        "node-1",
        new ProcessRef(100 + pod, 7, "sh", "/bin/sh", "sh -i", 0, List.of("runc")),
        "c".repeat(60) + String.format("%04d", pod),
        "main",
        "shop/app:1",
        false,
        "uid-pod-" + pod,
        "pod-" + pod,
        "shop",
        Map.of("tier", "prod"),
        new WorkloadTarget("Deployment", "shop", "app", "uid-app"),
        List.of("/tmp"));
  }
}
