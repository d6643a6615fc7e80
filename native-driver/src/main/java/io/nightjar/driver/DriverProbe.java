package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jnr.ffi.Pointer;

/** Finds out what of the driver works on this machine, by trying; for {@code doctor}. */
public final class DriverProbe {
  private static final int SMALL_RING_BYTES = 64 << 10;
  static final String WITHOUT =
      "no system calls are seen; alerts of Falco, playbooks and cluster actions still work";
  private static final Pattern KERNEL = Pattern.compile("(\\d+)\\.(\\d+).*");

  private DriverProbe() {}

  /** How much of something works. */
  public enum Status {
    WORKS,
    LIMITED,
    MISSING
  }

  /**
   * One thing that was looked at.
   *
   * @param subject what, in a few words
   * @param detail what was found, and what to do where something is missing
   * @param consequence what does not work then and what still does; empty when it works
   */
  public record Finding(String subject, Status status, String detail, String consequence) {
    static Finding works(String subject, String detail) {
      return new Finding(subject, Status.WORKS, detail, "");
    }
  }

  /**
   * The driver that this build brings for this processor, or why there is none; nothing is loaded.
   */
  public static String library() {
    String absence = NativeLibrary.absence();
    return absence.isEmpty()
        ? "%s for %s, record format %d"
            .formatted(NativeLibrary.NAME, Architecture.name(), EventLayout.SCHEMA_VERSION)
        : absence;
  }

  /** Looks at everything; takes about half a second where the programs load. */
  public static List<Finding> probe() {
    List<Finding> findings = new ArrayList<>();
    findings.add(kernel());
    findings.add(typeInformation());
    findings.add(privileges());
    findings.addAll(driver());
    findings.add(KernelFeatures.controlGroups());
    findings.add(kill());
    return findings;
  }

  private static Finding kernel() {
    String release = System.getProperty("os.name") + " " + System.getProperty("os.version");
    Matcher version = KERNEL.matcher(System.getProperty("os.version", ""));
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    boolean recent =
        version.matches()
            && Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2))
                >= 5017;
    return linux && recent
        ? Finding.works("kernel", release)
        : new Finding(
            "kernel", Status.MISSING, release + "; Linux 5.17 or later is needed", WITHOUT);
  }

  private static Finding typeInformation() {
    Path btf = NativeLibrary.TYPE_INFORMATION;
    return Files.isReadable(btf)
        ? Finding.works("kernel type information", btf.toString())
        : new Finding(
            "kernel type information",
            Status.MISSING,
            btf + " is not readable; the kernel must be built with CONFIG_DEBUG_INFO_BTF",
            WITHOUT);
  }

  private static Finding privileges() {
    long effective = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapEff:")) {
          effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        }
      }
    } catch (IOException noProc) {
      return new Finding("privileges", Status.MISSING, "/proc/self/status: " + noProc, WITHOUT);
    }
    List<String> load = Capability.missing(effective, Capability.BPF, Capability.PERFMON);
    List<String> rest = Capability.missing(effective, Capability.KILL, Capability.SYS_PTRACE);
    if (!load.isEmpty()) {
      return new Finding(
          "privileges",
          Status.MISSING,
          "missing " + String.join(", ", load) + "; run as root",
          WITHOUT);
    }
    return rest.isEmpty()
        ? Finding.works("privileges", "all that the driver needs")
        : new Finding(
            "privileges",
            Status.LIMITED,
            "missing " + String.join(", ", rest),
            "processes of other users are not killed, or are seen without their user's name");
  }

  private static List<Finding> driver() {
    NativeLibrary library;
    try {
      library = NativeLibrary.load();
    } catch (DriverUnavailable e) {
      return List.of(
          new Finding("driver library", Status.MISSING, String.valueOf(e.getMessage()), WITHOUT),
          KernelFeatures.killAtExec(0));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.works("driver library", NativeLibrary.NAME + " loads"));
    KernelFeatures features = new KernelFeatures(library);
    findings.add(features.ringBuffers());
    findings.addAll(hooks(library));
    findings.add(features.lsm());
    return findings;
  }

  private static List<Finding> hooks(NativeLibrary library) {
    List<Finding> findings = new ArrayList<>();
    int attached = 0;
    try {
      Pointer driver = library.open(SMALL_RING_BYTES);
      attached = library.calls().nightjar_attached(driver);
      library.calls().nightjar_close(driver);
      for (Program program : Program.values()) {
        findings.add(
            program.in(attached)
                ? Finding.works("hook: " + program.sees(), "loads and attaches")
                : new Finding(
                    "hook: " + program.sees(), Status.MISSING, "loads, does not attach", WITHOUT));
      }
    } catch (DriverUnavailable e) {
      findings.add(new Finding("hooks", Status.MISSING, String.valueOf(e.getMessage()), WITHOUT));
    }
    findings.add(KernelFeatures.killAtExec(attached));
    return findings;
  }

  private static Finding kill() {
    int own = Math.toIntExact(ProcessHandle.current().pid());
    try {
      int handle = LibC.get().pidfdOpen(own);
      if (handle >= 0) {
        LibC.get().close(handle);
        return Finding.works("kill by pidfd", "works");
      }
      return new Finding(
          "kill by pidfd",
          Status.MISSING,
          "pidfd_open: errno " + -handle,
          "processes are not killed; actions on the cluster still work");
    } catch (UnsatisfiedLinkError noLibc) {
      return new Finding(
          "kill by pidfd",
          Status.MISSING,
          "no libc: " + noLibc.getMessage(),
          "processes are not killed");
    }
  }

  /** Linux capabilities; CAP_SYS_ADMIN stands for the first two. */
  private enum Capability {
    KILL(5),
    SYS_PTRACE(19),
    PERFMON(38),
    BPF(39);

    private static final int SYS_ADMIN = 21;

    private final int bit;

    Capability(int bit) {
      this.bit = bit;
    }

    static List<String> missing(long effective, Capability... wanted) {
      List<String> missing = new ArrayList<>();
      for (Capability capability : wanted) {
        boolean implied = capability.bit >= PERFMON.bit && (effective & 1L << SYS_ADMIN) != 0;
        if ((effective & 1L << capability.bit) == 0 && !implied) {
          missing.add("CAP_" + capability);
        }
      }
      return missing;
    }
  }
}
