package io.nightjar.playbook;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.respond.ResponseState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Playbooks, facts and calendars for tests. */
final class TestPlaybooks {
  static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final Instant MIDNIGHT = Instant.parse("2026-11-21T00:00:00Z");

  static final String MANIFEST =
      """
      title: test
      why: to see it work
      owner: tests
      mayAsk: [kubernetes:isolate-pod, process:kill, kubernetes:scale-to-zero]
      """;

  private TestPlaybooks() {}

  /** Through the whole compiler. */
  static CompiledPlaybooks load(Path directory, Map<String, String> drl) throws PlaybookErrors {
    write(directory, drl);
    return new PlaybookCompiler(directory.resolve(".cache"), CALENDARS.names()).load(directory);
  }

  static void write(Path directory, Map<String, String> drl) {
    try {
      for (Map.Entry<String, String> each : drl.entrySet()) {
        Path folder = Files.createDirectories(directory.resolve(each.getKey()));
        Files.writeString(folder.resolve("playbook.drl"), each.getValue());
        Files.writeString(folder.resolve("playbook.yaml"), MANIFEST);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Past both walls, to see what happens when they have a hole. */
  static CompiledPlaybooks unchecked(Map<String, String> drl) {
    List<PlaybookFolder> folders = new ArrayList<>();
    Map<String, Source> sources = new TreeMap<>();
    drl.forEach(
        (name, text) -> {
          Source source = new Source(name, text);
          sources.put(name, source);
          folders.add(new PlaybookFolder(name, source, new Manifest("t", "w", "o", List.of())));
        });
    List<Problem> problems = new ArrayList<>();
    GeneratedClasses generated = DrlBuild.compile(sources, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.toString());
    }
    return PlaybookCompiler.assemble(folders, generated, "unchecked", Made.COMPILED);
  }

  static Detection detection(String id, String rule, String pod, Instant time) {
    return ofFile(id, rule, pod, time, "/etc/shadow");
  }

  static Detection ofFile(String id, String rule, String pod, Instant time, String file) {
    return detection(
        id,
        rule,
        pod,
        time,
        new ProcessRef(7, 70, "sh", "/bin/sh", "sh -i", 0, List.of("runc")),
        file);
  }

  static Detection detection(
      String id, String rule, String pod, Instant time, @Nullable ProcessRef process) {
    return detection(id, rule, pod, time, process, "/etc/shadow");
  }

  private static Detection detection(
      String id, String rule, String pod, Instant time, @Nullable ProcessRef process, String file) {
    boolean inPod = !pod.isEmpty();
    return new Detection(
        id,
        rule,
        Priority.WARNING,
        "syscall",
        new TreeSet<>(List.of("container")),
        time,
        rule,
        new TreeMap<>(Map.of("fd.name", file)),
        "node-1",
        process,
        inPod ? "c".repeat(64) : "",
        inPod ? "main" : "",
        inPod ? "app:1" : "",
        false,
        inPod ? "uid-" + pod : "",
        pod,
        inPod ? "shop" : "",
        Map.of("tier", "prod"),
        inPod ? new WorkloadTarget("Deployment", "shop", "web", "uid-web") : null,
        List.of("/tmp"));
  }

  static SessionFact fact(String id, String rule, String pod, Instant time) {
    return SessionFact.of(detection(id, rule, pod, time));
  }

  static ResponseUpdate update(
      String id, String action, ResponseState state, String pod, Instant time) {
    return new ResponseUpdate(
        id,
        "p",
        "r",
        action,
        state,
        false,
        false,
        "",
        List.of(),
        "pod/uid-" + pod,
        new PodTarget("shop", pod, "uid-" + pod),
        new WorkloadTarget("Deployment", "shop", "web", "uid-web"),
        List.of("d"),
        time);
  }

  static List<String> ids(List<Decision> decisions) {
    return decisions.stream()
        .map(
            decision ->
                switch (decision) {
                  case Decision.Asked asked -> asked.request().id();
                  case Decision.Told told -> told.notice().id();
                  case Decision.NotPossible skipped -> "skipped " + skipped.skipped().actionId();
                  case Decision.TakenOut out -> "out " + out.fault().playbook();
                })
        .toList();
  }
}
