package io.nightjar.driver;

import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.FilterClause.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the driver costs the programs that it sees, by hand: the least thread CPU time of a call in
 * a child, without the driver, with everything sent, and with filters of the size that rulesets
 * have. Arguments: rounds (3), calls of a batch (300).
 */
final class FilterBench {
  private static final Set<EventType> OPENS =
      EnumSet.of(EventType.OPEN, EventType.OPENAT, EventType.OPENAT2, EventType.CREAT);

  private static final Mode OFF = new Mode("off", KernelFilter.NOTHING, false);

  private record Mode(String name, KernelFilter filter, boolean inContainer) {}

  private record Load(String name, List<String> words) {}

  private FilterBench() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    String calls = arguments.length > 1 ? arguments[1] : "300";
    Path file = Files.createTempFile("nobody-cares", ".txt");
    List<Load> loads =
        List.of(
            new Load("getppid", List.of("getppid", "-", calls)),
            new Load("open+close /tmp/x", List.of("open", file.toString(), calls)),
            new Load("open+close /etc/hostname", List.of("open", "/etc/hostname", calls)),
            new Load(
                "open+close /usr/share/…",
                List.of("open", "/usr/share/perl5/Debconf/Config.pm", calls)),
            new Load("failed open", List.of("missing", "/nothing/at/all", calls)),
            new Load("socket+connect+close", List.of("connect", "-", calls)),
            new Load("chmod /tmp/x", List.of("chmod", file.toString(), calls)));
    List<Mode> modes =
        List.of(
            new Mode("attached", KernelFilter.NOTHING, false),
            new Mode("everything", KernelFilter.all(EnumSet.allOf(EventType.class)), false),
            new Mode("containers' rules, host", rules(Scope.CONTAINER), false),
            new Mode("containers' rules, container", rules(Scope.CONTAINER), true),
            new Mode("everybody's rules", rules(Scope.ANY), false));
    Map<String, Long> least = new LinkedHashMap<>();
    try (TestCgroup container = TestCgroup.container()) {
      for (int round = 0; round < rounds; round++) {
        measure(OFF, loads, container, least);
        try (KernelEventSource source = KernelEventSource.open()) {
          Thread reader = Thread.ofPlatform().start(() -> read(source));
          for (Mode mode : modes) {
            source.configure(mode.filter());
            measure(mode, loads, container, least);
          }
          reader.interrupt();
          reader.join();
        }
      }
    }
    for (Load load : loads) {
      long off = least.getOrDefault(OFF.name() + load.name(), 0L);
      System.out.printf("%s: %d ns without the driver%n", load.name(), off);
      for (Mode mode : modes) {
        long time = least.getOrDefault(mode.name() + load.name(), 0L);
        System.out.printf("  %-30s %6d ns, +%d%n", mode.name(), time, time - off);
      }
    }
    Files.delete(file);
  }

  private static void read(KernelEventSource source) {
    while (!Thread.interrupted()) {
      source.poll(event -> {}, 100);
    }
  }

  private static void measure(
      Mode mode, List<Load> loads, TestCgroup container, Map<String, Long> least)
      throws IOException, InterruptedException {
    for (Load load : loads) {
      long time = run(load, mode.inContainer() ? container.enter() : "");
      least.merge(mode.name() + load.name(), time, Math::min);
    }
  }

  private static long run(Load load, String enter) throws IOException, InterruptedException {
    String command =
        enter + "exec " + KernelRecorder.CALLS + " loop " + String.join(" ", load.words());
    Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(60, TimeUnit.SECONDS);
    return output
        .lines()
        .filter(line -> line.startsWith("LEAST "))
        .mapToLong(line -> Long.parseLong(line.substring(6)))
        .findFirst()
        .orElseThrow(() -> new IOException(output));
  }

  /** Of the size and kind that rulesets for containers have. */
  private static KernelFilter rules(Scope scope) {
    NumberTest noDirectory = new NumberTest(Arg.FILE_MODE, 0170000, Set.of(0040000L), true);
    NumberTest reads = new NumberTest(Arg.FLAGS, 3, Set.of(1L), true);
    NumberTest writes = new NumberTest(Arg.FLAGS, 3, Set.of(0L), true);
    NumberTest creates = new NumberTest(Arg.FLAGS, 0100, Set.of(0L), true);
    PathTest secrets =
        path(
            Set.of(
                "/etc/shadow",
                "/etc/gshadow",
                "/etc/sudoers",
                "/etc/ssh/ssh_host_rsa_key",
                "/etc/kubernetes/admin.conf"),
            Set.of("/etc/sudoers.d/", "/root/.ssh/", "/root/.aws/", "/etc/kubernetes/pki/"),
            Set.of("/.aws/credentials", "/.kube/config", "/.git-credentials", "/.netrc"),
            Set.of("id_rsa", "id_ed25519"));
    PathTest devices =
        path(Set.of("/dev/mem", "/proc/kcore"), Set.of("/dev/sd", "/dev/nvme", "/dev/mapper/"));
    PathTest programs =
        path(
            Set.of("/proc/sysrq-trigger"),
            Set.of(
                "/bin/", "/sbin/", "/usr/bin/", "/usr/lib/", "/etc/cron", "/etc/pam.d/", "/lib/"),
            Set.of("/.bashrc", "/.ssh/authorized_keys"),
            Set.of());
    PathTest settings = path(Set.of(), Set.of("/etc/"));
    PathTest temporary = path(Set.of(), Set.of("/tmp/", "/dev/shm/", "/var/tmp/"));
    KernelFilter.Builder filter = KernelFilter.builder();
    for (EventType type : OPENS) {
      filter
          .send(type, clause(scope, Outcome.SUCCEEDED, List.of(), devices))
          .send(type, clause(scope, Outcome.SUCCEEDED, List.of(noDirectory, reads), secrets))
          .send(
              type,
              clause(
                  scope,
                  Outcome.FAILED,
                  List.of(reads, NumberTest.oneOf(null, Set.of(-13L, -1L))),
                  secrets))
          .send(type, clause(scope, Outcome.SUCCEEDED, List.of(noDirectory, writes), programs))
          .send(type, clause(scope, Outcome.SUCCEEDED, List.of(noDirectory, writes), settings))
          .send(
              type,
              clause(scope, Outcome.SUCCEEDED, List.of(noDirectory, writes, creates), temporary));
    }
    for (EventType type : List.of(EventType.CHMOD, EventType.FCHMOD, EventType.FCHMODAT)) {
      filter.send(type, clause(scope, Outcome.SUCCEEDED, List.of(), programs));
    }
    return filter.build();
  }

  private static FilterClause clause(
      Scope scope, Outcome outcome, List<NumberTest> numbers, PathTest path) {
    return new FilterClause(scope, outcome, numbers, List.of(path), false);
  }

  private static PathTest path(Set<String> exact, Set<String> prefixes) {
    return path(exact, prefixes, Set.of(), Set.of());
  }

  private static PathTest path(
      Set<String> exact, Set<String> prefixes, Set<String> suffixes, Set<String> names) {
    return new PathTest(Arg.PATH, exact, prefixes, suffixes, names, false);
  }
}
