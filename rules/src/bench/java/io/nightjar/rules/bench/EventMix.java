package io.nightjar.rules.bench;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.rules.ContainerMetadata;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Events of sixty processes, half of them in containers: opens (85 %), execs (8 %, every second one
 * with arguments that never came before) and connects (7 %). The same ones every time.
 */
final class EventMix {
  static final int EVENTS = 4096;

  private static final long SEED = 7;
  private static final int PROCESSES = 60;
  private static final int PODS = 8;

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

  private final Random random = new Random(SEED);
  private final ProcessTable table = ProcessTable.ofEventsAlone();
  private final List<ProcessInfo> processes = new ArrayList<>();
  private final Map<String, ContainerMetadata> containers = containers();

  ProcessTable table() {
    return table;
  }

  ContainerMetadata container(ProcessInfo process) {
    return process.container().isHost()
        ? ContainerMetadata.UNKNOWN
        : containers.getOrDefault(process.containerId(), ContainerMetadata.UNKNOWN);
  }

  /** The events, each in memory of its own. To be called once. */
  EventView[] events() throws UnknownHostException {
    processes();
    EventEncoder encoder = new EventEncoder();
    EventView[] events = new EventView[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      events[i] = event(encoder, i).copy();
    }
    return events;
  }

  /** As many, but of this type alone. */
  EventView[] events(EventType only) throws UnknownHostException {
    EventView[] events = events();
    EventView[] some =
        Arrays.stream(events).filter(e -> e.type() == only).toArray(EventView[]::new);
    Arrays.setAll(events, i -> some[i % some.length]);
    return events;
  }

  private static Map<String, ContainerMetadata> containers() {
    Map<String, ContainerMetadata> all = new HashMap<>();
    for (int i = 0; i < PODS; i++) {
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
    for (int i = 0; i < PROCESSES; i++) {
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
              .container(in ? container(i % PODS) : ContainerIdentity.HOST)
              .parent(parent)
              .build();
      table.put(process);
      processes.add(process);
    }
  }

  private EventView event(EventEncoder encoder, int i) throws UnknownHostException {
    ProcessInfo process = processes.get(random.nextInt(processes.size()));
    int kind = random.nextInt(100);
    long time = 1_767_225_600_000_000_000L + i;
    return kind < 8
        ? exec(encoder, process, i, time)
        : kind < 15 ? connect(encoder, talker(process), time) : open(encoder, process, i, time);
  }

  /** Neither ls nor grep connects to anything; one that did would be an alert each time. */
  private ProcessInfo talker(ProcessInfo process) {
    ProcessInfo one = process;
    while (List.of("ls", "date", "grep").contains(one.name())) {
      one = processes.get(random.nextInt(processes.size()));
    }
    return one;
  }

  private static EventView exec(EventEncoder encoder, ProcessInfo process, int i, long time) {
    String cgroup = process.container().isHost() ? "/" : "/kubepods/pod1/" + process.containerId();
    ProcessInfo executed =
        i % 2 == 0
            ? process
            : process.toBuilder().args(List.of(process.exePath(), "--job", "job-" + i)).build();
    return encoder.exec(executed, cgroup, time).text(Arg.PATH, process.exePath()).view();
  }

  private EventView connect(EventEncoder encoder, ProcessInfo process, long time)
      throws UnknownHostException {
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

  private EventView open(EventEncoder encoder, ProcessInfo process, int i, long time) {
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
}
