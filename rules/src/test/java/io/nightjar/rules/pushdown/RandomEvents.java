package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** Events of every type, with arguments missing, odd paths, bytes that are no UTF-8. */
final class RandomEvents {
  /** Stands in a path for a byte that is not UTF-8. */
  private static final char BROKEN = '\u0001';

  private static final long SOCKET_MODE = 0140777;

  static final List<String> PATHS =
      List.of(
          "/etc/shadow",
          "/etc/passwd",
          "/etc/sudoers.d/x",
          "/etc/",
          "/etc",
          "/",
          "/root/.ssh/id_rsa",
          "/home/ann/.ssh/id_rsa",
          "/home/ann/.ssh/config",
          "/var/run/docker.sock",
          "/var/run",
          "/var/running",
          "var/run/x",
          "var//run/x",
          "etc/shadow",
          "../etc/./shadow",
          "shadow",
          "/dev/sda1",
          "/tmp/x.sh",
          "/tmp/Straße",
          "/tmp/\uFFFDx",
          "/tmp/" + BROKEN + "x",
          "/etc/shadow" + BROKEN,
          BROKEN + "/etc/shadow",
          "/etc//shadow",
          "/etc/../etc/shadow",
          "//var//run//docker.sock",
          "@abstract",
          "/usr/bin/sh",
          "/proc/self/exe",
          "..",
          "./");

  /** What the driver tells of a file that was opened: resolved, or no path at all. */
  private static final List<String> RESOLVED =
      PATHS.stream()
          .filter(path -> path.startsWith("/") || path.equals("@abstract"))
          .filter(path -> !path.matches(".+/|.*//.*|.*/\\.\\.?(/.*)?"))
          .toList();

  private static final List<String> NAMES = List.of("cat", "sh", "bash", "nginx", "root", "0");

  private final Dice dice;
  private final EventEncoder encoder = new EventEncoder();
  private boolean resolved;

  RandomEvents(Dice dice) {
    this.dice = dice;
  }

  /** An event with its process; valid until the next one. */
  record Case(EventView event, ProcessInfo process, ContainerMetadata container) {
    boolean inContainer() {
      return !process.container().isHost();
    }
  }

  Case next() {
    List<EventType> frequent =
        List.of(
            EventType.OPENAT,
            EventType.OPENAT,
            EventType.CONNECT,
            EventType.UNLINKAT,
            EventType.RENAME,
            EventType.ACCEPT4,
            EventType.SENDTO,
            EventType.DUP2);
    EventType type = dice.percent(50) ? dice.any(frequent) : dice.any(List.of(EventType.values()));
    ProcessInfo process = process();
    long result = dice.anyOf(0, 0, 0, 1, 2, 3, 5, 4096, -1, -1, -2, -13, -115, -200, -4095);
    encoder.begin(type, 1_767_225_600_000_000_000L).process(process).result(result);
    resolved = result >= 0 && type.args().contains(Arg.RAW_PATH);
    long family = dice.anyOf(0, 1, 1, 2, 2, 10, 16);
    boolean hasFamily = dice.percent(90);
    // of a copied descriptor there is a family where the file is a socket
    boolean socketFile = type.args().contains(Arg.FILE_MODE) && hasFamily && dice.percent(50);
    hasFamily &= socketFile || !type.args().contains(Arg.FILE_MODE);
    for (Arg arg : type.args()) {
      boolean address = arg == Arg.REMOTE_ADDRESS || arg == Arg.LOCAL_ADDRESS;
      boolean possible = arg == Arg.FAMILY ? hasFamily : !address || hasFamily;
      if (possible && socketFile && arg == Arg.FILE_MODE) {
        encoder.number(arg, SOCKET_MODE);
      } else if (possible && dice.percent(85)) {
        put(arg, family);
      }
    }
    return new Case(broken(encoder.view(), type), process, metadata());
  }

  private void put(Arg arg, long family) {
    switch (arg.kind()) {
      case NUMBER -> encoder.number(arg, arg == Arg.FAMILY ? family : number(arg));
      case TEXT -> encoder.text(arg, text(arg));
      case LIST -> encoder.list(arg, List.of("cat", "/etc/shadow"));
      case ADDRESS -> {
        if (family == 2 || family == 10) {
          encoder.address(arg, address(family));
        }
      }
    }
  }

  private long number(Arg arg) {
    return switch (arg) {
      case FLAGS ->
          dice.anyOf(0, 1, 2, 3)
              | (dice.percent(40) ? 0100 : 0)
              | (dice.percent(40) ? 01000 : 0)
              | dice.anyOf(0, 0, 0200000, 04010000, 02000000, 020000000)
              | dice.anyOf(0, 0, 0x10000000, 0x40000000, 0x80000000L);
      case MODE -> dice.anyOf(0, 0644, 0755, 04755, 02000, 01777);
      case FILE_MODE -> dice.anyOf(0100644, 0100644, 040755, 020666, 010600);
      case PROTOCOL -> dice.anyOf(0, 1, 6, 17, 58, 255);
      case REQUEST -> dice.anyOf(0, 4, 5, 16, 16, 0x4206, 99);
      case REMOTE_PORT, LOCAL_PORT -> dice.anyOf(0, 22, 443, 31337);
      case CREATED -> dice.anyOf(0, 1);
      default -> dice.anyOf(0, 1, 2, 3, 9, 1000, -1, 0xffff_ffffL);
    };
  }

  private String text(Arg arg) {
    return switch (arg) {
      case DIRECTORY, OLD_DIRECTORY, NEW_DIRECTORY ->
          dice.any(List.of("/", "/root", "/etc", "/home/ann", "lost", ""));
      case NAME -> dice.any(NAMES);
      case PATH -> resolved ? dice.any(RESOLVED) : anyPath();
      default -> anyPath();
    };
  }

  private String anyPath() {
    return dice.percent(3) ? "" : dice.any(PATHS);
  }

  private InetAddress address(long family) {
    String text =
        family == 2
            ? dice.any(List.of("127.0.0.1", "10.0.0.1", "0.0.0.0"))
            : dice.any(List.of("::1", "2001:db8::1"));
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private EventView broken(EventView event, EventType type) {
    for (Arg arg : type.args()) {
      if (arg.kind() == Arg.Kind.TEXT) {
        for (int i = 0; i < event.textLength(arg); i++) {
          if (event.buffer().get(event.textOffset(arg) + i) == BROKEN) {
            event.buffer().put(event.textOffset(arg) + i, (byte) dice.anyOf(0xff, 0xc3, 0xe2));
          }
        }
      }
    }
    return event;
  }

  private ProcessInfo process() {
    ProcessInfo.Builder process =
        ProcessInfo.builder(300, 1000)
            .name(dice.any(NAMES))
            .exePath(dice.any(PATHS))
            .args(List.of("cat", dice.any(PATHS)))
            .cwd(dice.any(List.of("", "/root")))
            .user(dice.anyOf(0, 1000), dice.anyOf(0, 1000))
            .userName(dice.any(List.of("", "root", "ann")))
            .exeFlags(dice.below(64));
    if (dice.percent(50)) {
      process.container(
          new ContainerIdentity(
              dice.any(List.of("5e908e27d34a", "0000deadbeef")) + "0".repeat(52),
              dice.any(List.of("", "3e41dc6b-08a8-44db-bc2a-3724b18ab19a"))));
    } else if (dice.percent(10)) {
      process.container(new ContainerIdentity("", "3e41dc6b-08a8-44db-bc2a-3724b18ab19a"));
    }
    return process.build();
  }

  private ContainerMetadata metadata() {
    return dice.percent(30)
        ? ContainerMetadata.UNKNOWN
        : ContainerMetadata.ofPod(
            dice.any(List.of("web", "host", "")),
            dice.any(List.of("registry.example/nginx:1.27", "host", "")),
            dice.percent(50),
            "web-1",
            "3e41dc6b-08a8-44db-bc2a-3724b18ab19a",
            dice.any(List.of("shop", "host", "kube-system")),
            Map.of("app", "web"));
  }
}
