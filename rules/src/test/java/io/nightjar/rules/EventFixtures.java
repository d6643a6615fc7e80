package io.nightjar.rules;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.ProcessInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named events for tests; each with the process and the container it happens in. */
final class EventFixtures {
  static final long TIME = 1_767_225_600_123_456_789L;
  static final ContainerMetadata WEB =
      ContainerMetadata.ofPod(
          "web",
          "registry.example:5000/shop/nginx:1.27@sha256:abc",
          true,
          "web-1",
          "3e41dc6b-08a8-44db-bc2a-3724b18ab19a",
          "shop",
          Map.of("app", "web", "app.kubernetes.io/name", "shop-web"));

  private static final ContainerIdentity CONTAINER =
      new ContainerIdentity(
          "5e908e27d34a" + "0".repeat(52), "3e41dc6b-08a8-44db-bc2a-3724b18ab19a");

  private EventFixtures() {}

  /** An event as the evaluator takes it. */
  record Fixture(EventView event, @Nullable ProcessInfo process, ContainerMetadata container) {}

  static Fixture of(String name) {
    ProcessInfo cat = cat(CONTAINER);
    return switch (name) {
      case "read" -> new Fixture(read(cat, 3), cat, WEB);
      case "denied" -> new Fixture(denied(cat), cat, WEB);
      case "write" -> new Fixture(write(cat), cat, WEB);
      case "exec" -> new Fixture(exec(cat), cat, WEB);
      case "connect" -> new Fixture(connect(cat, "203.0.113.5"), cat, WEB);
      case "connect6" -> new Fixture(connect(cat, "2001:db8::5"), cat, WEB);
      case "unix" -> new Fixture(unix(cat), cat, WEB);
      case "rename" -> new Fixture(rename(cat), cat, WEB);
      case "symlink" -> new Fixture(symlink(cat), cat, WEB);
      case "chmod" -> new Fixture(chmod(cat), cat, WEB);
      case "unlink" -> new Fixture(unlink(cat), cat, WEB);
      case "setns" -> new Fixture(setns(cat), cat, WEB);
      case "ptrace" -> new Fixture(ptrace(cat), cat, WEB);
      case "setuid" -> new Fixture(setuid(cat), cat, WEB);
      case "clone" -> new Fixture(made(EventType.CLONE, cat), cat, WEB);
      case "clone3" -> new Fixture(made(EventType.CLONE3, cat), cat, WEB);
      case "capset" -> new Fixture(capset(cat), cat, WEB);
      case "kill" -> new Fixture(signal(EventType.KILL, cat), cat, WEB);
      case "tgkill" -> new Fixture(signal(EventType.TGKILL, cat), cat, WEB);
      case "pidfd" -> new Fixture(signal(EventType.PIDFD_SEND_SIGNAL, cat), cat, WEB);
      case "memory" -> new Fixture(memory(cat), cat, WEB);
      case "prctl" -> new Fixture(prctl(cat), cat, WEB);
      case "keyctl" -> new Fixture(keyctl(cat), cat, WEB);
      case "bpf" -> new Fixture(bpf(cat), cat, WEB);
      case "memfd" -> new Fixture(memfd(cat), cat, WEB);
      case "insmod" -> new Fixture(insmod(cat), cat, WEB);
      case "rmmod" -> new Fixture(rmmod(cat), cat, WEB);
      case "uffd" -> new Fixture(userfaultfd(cat), cat, WEB);
      case "uring" -> new Fixture(ring(cat), cat, WEB);
      case "host" -> {
        ProcessInfo host = cat(ContainerIdentity.HOST);
        yield new Fixture(read(host, 3), host, ContainerMetadata.UNKNOWN);
      }
      case "orphan" -> new Fixture(read(cat, 3), null, ContainerMetadata.UNKNOWN);
      default -> new Fixture(NetworkFixtures.of(name, cat), cat, WEB);
    };
  }

  private static ProcessInfo cat(ContainerIdentity container) {
    long start = TIME / 10_000_000 - 200;
    ProcessInfo runc =
        ProcessInfo.builder(100, start - 500)
            .name("runc")
            .exePath("/usr/sbin/runc")
            .args(List.of("runc", "exec"))
            .build();
    ProcessInfo bash =
        ProcessInfo.builder(200, start - 400)
            .name("bash")
            .exePath("/bin/bash")
            .args(List.of("-bash"))
            .session(200, 200)
            .user(1000, 1000)
            .container(container)
            .environment(List.of("HOME=/home/app", "LEVEL=parent", "TOKEN=of two words"))
            .parent(runc)
            .build();
    return ProcessInfo.builder(300, start)
        .namespaceTgid(12)
        .name("cat")
        .exePath("/usr/bin/cat")
        .args(List.of("/bin/cat", "-n", "/etc/shadow"))
        .cwd("/root")
        .tty(34816)
        .session(200, 300)
        .user(0, 0)
        .group(0, 0)
        .userName("root")
        .groupName("root")
        .capabilities(0, 3, 1L << 21)
        .environment(List.of("HOME=/root", "EMPTY=", "LD_PRELOAD=/tmp/x.so"))
        .cgroupPath("/kubepods/besteffort/pod")
        .namespaceStart((start - 300) * 10_000_000)
        .exeFlags(ExeFlag.UPPER_LAYER.bit())
        .exeFile(77, TIME - 5_000_000_000L, TIME - 9_000_000_000L)
        .container(container)
        .parent(bash)
        .build();
  }

  static EventEncoder begin(EventType type, ProcessInfo process, long result) {
    return new EventEncoder().begin(type, TIME).process(process).result(result);
  }

  private static EventView read(ProcessInfo process, long result) {
    return begin(EventType.OPENAT, process, result)
        .text(Arg.PATH, "/etc/shadow")
        .text(Arg.RAW_PATH, "../etc/shadow")
        .text(Arg.DIRECTORY, "/root")
        .number(Arg.FLAGS, 02000000)
        .number(Arg.FILE_MODE, 0100640)
        .number(Arg.INODE, 42)
        .view();
  }

  private static EventView denied(ProcessInfo process) {
    return begin(EventType.OPENAT, process, -13)
        .text(Arg.PATH, "../etc/./gshadow")
        .text(Arg.RAW_PATH, "../etc/./gshadow")
        .text(Arg.DIRECTORY, "/root")
        .number(Arg.FLAGS, 0)
        .view();
  }

  private static EventView write(ProcessInfo process) {
    return begin(EventType.OPENAT, process, 4)
        .text(Arg.PATH, "/tmp/Straße.sh")
        .text(Arg.RAW_PATH, "/tmp/Straße.sh")
        .number(Arg.FLAGS, 01101)
        .number(Arg.MODE, 0755)
        .number(Arg.CREATED, 1)
        .number(Arg.FILE_MODE, 0100755)
        .view();
  }

  private static EventView exec(ProcessInfo process) {
    return begin(EventType.EXECVE, process, 0).text(Arg.PATH, "/bin/cat").view();
  }

  private static EventView connect(ProcessInfo process, String remote) {
    try {
      return begin(EventType.CONNECT, process, -115)
          .number(Arg.FD, 5)
          .number(Arg.FAMILY, remote.contains(":") ? 10 : 2)
          .address(Arg.REMOTE_ADDRESS, InetAddress.getByName(remote))
          .number(Arg.REMOTE_PORT, 443)
          .address(
              Arg.LOCAL_ADDRESS,
              InetAddress.getByName(remote.contains(":") ? "2001:db8::1" : "10.0.0.7"))
          .number(Arg.LOCAL_PORT, 40000)
          .number(Arg.PROTOCOL, 6)
          .view();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EventView unix(ProcessInfo process) {
    return begin(EventType.CONNECT, process, 0)
        .number(Arg.FD, 5)
        .number(Arg.FAMILY, 1)
        .text(Arg.PATH, "/run/docker.sock")
        .view();
  }

  private static EventView rename(ProcessInfo process) {
    return begin(EventType.RENAMEAT2, process, 0)
        .text(Arg.OLD_PATH, "a")
        .text(Arg.OLD_DIRECTORY, "/tmp")
        .text(Arg.NEW_PATH, "/usr/bin/../bin/ps")
        .number(Arg.FLAGS, 1)
        .view();
  }

  private static EventView symlink(ProcessInfo process) {
    return begin(EventType.SYMLINKAT, process, 0)
        .text(Arg.TARGET, "/etc/shadow")
        .text(Arg.PATH, "x")
        .text(Arg.DIRECTORY, "/srv")
        .view();
  }

  private static EventView chmod(ProcessInfo process) {
    return begin(EventType.FCHMODAT, process, 0)
        .text(Arg.PATH, "/tmp/x")
        .number(Arg.MODE, 04755)
        .view();
  }

  private static EventView unlink(ProcessInfo process) {
    return begin(EventType.UNLINKAT, process, -2)
        .text(Arg.PATH, "/var/log/wtmp")
        .number(Arg.FLAGS, 0)
        .view();
  }

  private static EventView setns(ProcessInfo process) {
    return begin(EventType.SETNS, process, 0)
        .number(Arg.FD, 3)
        .number(Arg.FLAGS, 0x20020000)
        .view();
  }

  private static EventView ptrace(ProcessInfo process) {
    return begin(EventType.PTRACE, process, 0)
        .number(Arg.REQUEST, 16)
        .number(Arg.TARGET_PID, 1)
        .view();
  }

  private static EventView setuid(ProcessInfo process) {
    return begin(EventType.SETUID, process, 0).number(Arg.EFFECTIVE_ID, 0).view();
  }

  private static EventView made(EventType type, ProcessInfo process) {
    return begin(type, process, 4711)
        .thread(310, 22)
        .number(Arg.FLAGS, 0x10000000 | 0x100000 | 0x100)
        .number(Arg.SIGNAL, 17)
        .view();
  }

  private static EventView capset(ProcessInfo process) {
    return begin(EventType.CAPSET, process, 0)
        .number(Arg.CAP_INHERITABLE, 0)
        .number(Arg.CAP_PERMITTED, 1L << 21 | 1L << 12)
        .number(Arg.CAP_EFFECTIVE, 1L << 39)
        .view();
  }

  private static EventView signal(EventType type, ProcessInfo process) {
    EventEncoder encoder =
        begin(type, process, -3).number(Arg.TARGET_PID, 12).number(Arg.SIGNAL, 9);
    if (type == EventType.TGKILL) {
      encoder.number(Arg.TARGET_TID, 13);
    }
    if (type == EventType.PIDFD_SEND_SIGNAL) {
      encoder.number(Arg.FD, 5).number(Arg.SIGNAL, 64);
    }
    return encoder.view();
  }

  private static EventView memory(ProcessInfo process) {
    return begin(EventType.PROCESS_VM_WRITEV, process, 24)
        .number(Arg.TARGET_PID, 12)
        .number(Arg.ADDRESS, 4096)
        .number(Arg.SIZE, 24)
        .number(Arg.FLAGS, 0)
        .view();
  }

  private static EventView prctl(ProcessInfo process) {
    return begin(EventType.PRCTL, process, 0)
        .number(Arg.REQUEST, 15)
        .number(Arg.ADDRESS, 0x1000)
        .text(Arg.NAME, "[kworker/0:1]")
        .view();
  }

  private static EventView keyctl(ProcessInfo process) {
    return begin(EventType.KEYCTL, process, -126)
        .number(Arg.REQUEST, 10)
        .number(Arg.ADDRESS, -3)
        .number(Arg.DATA, 1)
        .number(Arg.THIRD, 2)
        .number(Arg.FOURTH, 5)
        .text(Arg.NAME, "secret")
        .view();
  }

  private static EventView bpf(ProcessInfo process) {
    return begin(EventType.BPF, process, 7)
        .number(Arg.REQUEST, 5)
        .number(Arg.SIZE, 144)
        .number(Arg.OBJECT_TYPE, 17)
        .text(Arg.NAME, "hide_pid")
        .view();
  }

  private static EventView memfd(ProcessInfo process) {
    return begin(EventType.MEMFD_CREATE, process, 4)
        .number(Arg.FLAGS, 3)
        .text(Arg.NAME, "ghost")
        .view();
  }

  private static EventView insmod(ProcessInfo process) {
    return begin(EventType.FINIT_MODULE, process, 0)
        .number(Arg.FD, 3)
        .number(Arg.FLAGS, 1)
        .text(Arg.PATH, "/tmp/rootkit.ko")
        .text(Arg.PARAMETERS, "hide=1")
        .view();
  }

  private static EventView rmmod(ProcessInfo process) {
    return begin(EventType.DELETE_MODULE, process, -1)
        .number(Arg.FLAGS, 04000)
        .text(Arg.NAME, "audit")
        .view();
  }

  private static EventView userfaultfd(ProcessInfo process) {
    return begin(EventType.USERFAULTFD, process, 5).number(Arg.FLAGS, 02004000).view();
  }

  private static EventView ring(ProcessInfo process) {
    return begin(EventType.IO_URING_SETUP, process, 6)
        .number(Arg.SIZE, 5)
        .number(Arg.FLAGS, 10)
        .number(Arg.QUEUE_SIZE, 8)
        .number(Arg.COMPLETION_SIZE, 64)
        .number(Arg.THREAD_CPU, 1)
        .number(Arg.THREAD_IDLE, 50)
        .number(Arg.FEATURES, 3)
        .view();
  }
}
