package io.nightjar.rules.bench;

import com.sun.management.ThreadMXBean;
import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Events a second of one core through process table and rules: a mix of opens (85 %), execs (8 %)
 * and connects (7 %) of sixty processes, half of them in containers. By hand: {@code
 * EvaluatorBench RULE_FILE…}.
 */
public final class EvaluatorBench {
  private static final int EVENTS = 4096;
  private static final int ROUNDS = 15;
  private static final long ROUND_NANOS = 200_000_000L;

  private static final String[] PATHS = {
    "/etc/ld.so.cache",
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/usr/share/zoneinfo/Europe/Berlin",
    "/var/lib/app/data/00017.dat",
    "/var/log/app/access.log",
    "/proc/self/status",
    "/proc/1234/stat",
    "/sys/fs/cgroup/cpu.max",
    "/dev/null",
    "/tmp/session-8271",
    "/home/app/.cache/x/index",
    "/opt/app/lib/module.jar",
    "/usr/lib/python3.11/site-packages/urllib3/response.py",
    "/srv/www/static/css/site.css",
    "/etc/hosts",
    "/etc/resolv.conf",
  };

  private static final String[] PROGRAMS = {
    "/usr/sbin/nginx", "/usr/bin/python3", "/usr/lib/jvm/bin/java", "/usr/bin/node",
    "/usr/bin/ls", "/usr/bin/date", "/usr/bin/grep", "/usr/local/bin/app", "/usr/bin/git",
  };

  private EvaluatorBench() {}

  public static void main(String[] args) throws Exception {
    RuleSet rules = RuleLoader.load(Arrays.stream(args).map(Path::of).toList());
    System.out.println(
        rules.rules().stream().filter(r -> r.enabled()).count() + " rules enabled");
    new Run(rules, new Random(7)).go();
    split(rules);
  }

  /** CPU of one kind of events alone: where the time goes. */
  private static void split(RuleSet rules) throws Exception {
    for (EventType type : List.of(EventType.OPENAT, EventType.EXECVE, EventType.CONNECT)) {
      Run run = new Run(rules, new Random(7));
      EventView[] some =
          Arrays.stream(run.events).filter(e -> e.type() == type).toArray(EventView[]::new);
      System.out.print(type + " ");
      for (int i = 0; i < EVENTS; i++) {
        run.events[i] = some[i % some.length];
      }
      run.go();
    }
  }

  private static final class Run {
    private final Random random;
    private final RuleEvaluator evaluator;
    private final ProcessTable table = ProcessTable.ofEventsAlone();
    private final List<ProcessInfo> processes = new ArrayList<>();
    private final EventView[] events = new EventView[EVENTS];
    private final Map<String, ContainerMetadata> containers;
    private long matches;

    Run(RuleSet rules, Random random) throws Exception {
      this.random = random;
      this.evaluator = new RuleEvaluator(rules);
      this.containers = containers();
      processes();
      EventEncoder encoder = new EventEncoder();
      for (int i = 0; i < EVENTS; i++) {
        events[i] = event(encoder, i).copy();
      }
    }

    private static Map<String, ContainerMetadata> containers() {
      Map<String, ContainerMetadata> all = new java.util.HashMap<>();
      for (int i = 0; i < 8; i++) {
        all.put(
            container(i).containerId(),
            ContainerMetadata.ofPod(
                "c" + i, "registry/app:" + i, false, "pod" + i, "uid" + i, "shop", Map.of()));
      }
      return all;
    }

    private static ContainerIdentity container(int i) {
      return new ContainerIdentity("0123456789abcde" + i + "0".repeat(48), "uid" + i);
    }

    private void processes() {
      ProcessInfo init = ProcessInfo.builder(1, 1).name("systemd").exePath("/sbin/init").build();
      table.put(init);
      for (int i = 0; i < 60; i++) {
        boolean in = i % 2 == 0;
        String program = PROGRAMS[i % PROGRAMS.length];
        ProcessInfo parent =
            ProcessInfo.builder(100 + i, 10)
                .name(in ? "containerd-shim" : "bash")
                .exePath("/usr/bin/x")
                .parent(init)
                .build();
        table.put(parent);
        ProcessInfo process =
            ProcessInfo.builder(1000 + i, 20)
                .name(program.substring(program.lastIndexOf('/') + 1))
                .exePath(program)
                .args(List.of(program, "-c", "/etc/app/config", "--verbose"))
                .cwd("/srv")
                .userName("app")
                .user(1000, 1000)
                .session(100 + i, 1000 + i)
                .cgroupId(i)
                .container(in ? container(i % 8) : ContainerIdentity.HOST)
                .parent(parent)
                .build();
        table.put(process);
        processes.add(process);
      }
    }

    private EventView event(EventEncoder encoder, int i) throws Exception {
      ProcessInfo process = processes.get(random.nextInt(processes.size()));
      int kind = random.nextInt(100);
      long time = 1_767_225_600_000_000_000L + i;
      if (kind < 8) {
        String cgroup =
            process.container().isHost() ? "/" : "/kubepods/pod1/" + process.containerId();
        return encoder.exec(process, cgroup, time).text(Arg.PATH, process.exePath()).view();
      }
      if (kind < 15) {
        return encoder
            .begin(EventType.CONNECT, time)
            .process(process)
            .result(0)
            .number(Arg.FD, 5)
            .number(Arg.FAMILY, 2)
            .address(Arg.REMOTE_ADDRESS, InetAddress.getByName("10.1.2." + random.nextInt(250)))
            .number(Arg.REMOTE_PORT, random.nextBoolean() ? 443 : 5432)
            .address(Arg.LOCAL_ADDRESS, InetAddress.getByName("10.0.0.7"))
            .number(Arg.LOCAL_PORT, 40000 + random.nextInt(20000))
            .number(Arg.PROTOCOL, 6)
            .number(Arg.SOCKET_TYPE, 1)
            .view();
      }
      String path = PATHS[random.nextInt(PATHS.length)];
      boolean write = path.startsWith("/tmp") || path.startsWith("/var");
      return encoder
          .begin(EventType.OPENAT, time)
          .process(process)
          .result(3)
          .text(Arg.PATH, path)
          .text(Arg.RAW_PATH, path)
          .number(Arg.FLAGS, write ? 01101 : 02000000)
          .number(Arg.FILE_MODE, 0100644)
          .number(Arg.INODE, 42 + i)
          .view();
    }

    private long pass() {
      long found = 0;
      for (EventView event : events) {
        ProcessInfo process = table.apply(event);
        ContainerMetadata container =
            process.container().isHost()
                ? ContainerMetadata.UNKNOWN
                : containers.getOrDefault(process.containerId(), ContainerMetadata.UNKNOWN);
        found += evaluator.evaluate(event, process, container).size();
      }
      return found;
    }

    void go() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      double[] perEvent = new double[ROUNDS];
      double[] bytes = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        long count = 0;
        long used = 0;
        while (used < ROUND_NANOS) {
          matches += pass();
          count += EVENTS;
          used = threads.getCurrentThreadCpuTime() - start;
        }
        perEvent[round] = (double) used / count;
        bytes[round] = (double) (threads.getCurrentThreadAllocatedBytes() - allocated) / count;
      }
      double[] late = Arrays.copyOfRange(perEvent, ROUNDS / 3, ROUNDS);
      Arrays.sort(late);
      System.out.printf(
          "%.0f ns an event (min %.0f), %.2f million a second, %.0f bytes an event, %d matches a pass%n",
          late[late.length / 2],
          late[0],
          1000 / late[late.length / 2],
          bytes[ROUNDS - 1],
          pass());
    }
  }
}
