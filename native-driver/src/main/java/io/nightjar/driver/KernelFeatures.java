package io.nightjar.driver;

import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.DriverProbe.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel has of BPF, each asked for by a call of its own; for {@link DriverProbe}. */
final class KernelFeatures {
  private static final Path ACTIVE_LSMS = Path.of("/sys/kernel/security/lsm");
  private static final int EPERM = 1;
  private static final String UNUSED =
      "; Nightjar does not need it: enforce: kill kills a program as it is executed";

  private final NativeLibrary.Calls calls;

  KernelFeatures(NativeLibrary library) {
    calls = library.calls();
  }

  Finding ringBuffers() {
    int error = -calls.nightjar_probe_ring();
    if (error == 0) {
      return Finding.works("ring buffers", "the kernel makes them");
    }
    return new Finding(
        "ring buffers",
        Status.MISSING,
        "the kernel refuses to make one: "
            + text(error)
            + (error == EPERM
                ? "; run as root, or with CAP_BPF"
                : "; Linux 5.8 or later has them (BPF_MAP_TYPE_RINGBUF): use such a kernel"),
        DriverProbe.WITHOUT);
  }

  /** Nothing lives on it, so nothing is missing without it. */
  Finding lsm() {
    int error = -calls.nightjar_probe_lsm();
    String loads =
        error == 0 ? "its programs load" : "the kernel refuses a program of it: " + text(error);
    return Finding.works("BPF LSM", listed() + ", " + loads + UNUSED);
  }

  private static String listed() {
    try {
      List<String> active = List.of(Files.readString(ACTIVE_LSMS).strip().split(","));
      return active.contains("bpf") ? "in force" : "not in force (boot with lsm=…,bpf to have it)";
    } catch (IOException noSecurityFs) {
      return ACTIVE_LSMS + " is not readable (mount -t securityfs none /sys/kernel/security)";
    }
  }

  /**
   * The helper that kills is part of the program that sees executions, so where that one hangs the
   * kernel has it.
   *
   * @param attached bits of {@link Program}; 0 where nothing loads
   */
  static Finding killAtExec(int attached) {
    return Program.EXEC.in(attached)
        ? Finding.works("kill at exec", "bpf_send_signal is there")
        : new Finding(
            "kill at exec",
            Status.MISSING,
            "the program that calls bpf_send_signal does not run; see the hooks",
            "enforce: kill does nothing; processes are still killed by pidfd where a playbook asks"
                + " for it");
  }

  static Finding controlGroups() {
    try {
      return CgroupLayout.ofThisMachine().finding();
    } catch (IOException noProc) {
      return new Finding(
          "control groups",
          Status.LIMITED,
          "/proc/self/mountinfo: " + noProc + "; mount /proc",
          "containers may be taken for processes of the host");
    }
  }

  private String text(int error) {
    return calls.nightjar_error_text(error);
  }
}
