package io.nightjar.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/**
 * The binding of {@code libnightjar.so}: from the folder in {@code -Dnightjar.native.dir}, else
 * from this jar, unpacked into a private temporary folder.
 */
final class NativeLibrary {
  static final String NAME = "libnightjar.so";
  static final Path TYPE_INFORMATION = Path.of("/sys/kernel/btf/vmlinux");

  private static final int MESSAGE_BYTES = 4096;

  private static @Nullable NativeLibrary loaded;

  private final Calls calls;

  private NativeLibrary(Calls calls) {
    this.calls = calls;
  }

  /** Functions of {@code nightjar.c}; public because jnr-ffi's generated classes implement it. */
  public interface Calls {
    @Nullable Pointer nightjar_open(
        int ringBytes,
        int ringCount,
        @In int[] ringOfCpu,
        int cpuCount,
        @Out byte[] message,
        int size);

    int nightjar_attached(Pointer driver);

    void nightjar_ring(Pointer driver, int index, @Out long[] addresses);

    long nightjar_control(Pointer driver);

    long nightjar_cpus(Pointer driver);

    int nightjar_wait(Pointer driver, int timeoutMillis);

    int nightjar_wake(Pointer driver);

    void nightjar_close(Pointer driver);

    long nightjar_clock_offset();

    String nightjar_layout();

    int nightjar_probe_ring();

    int nightjar_probe_lsm();

    String nightjar_error_text(int error);

    int nightjar_filter_begin(Pointer driver);

    int nightjar_filter_type(Pointer driver, int type, @In byte[] table);

    int nightjar_filter_text(Pointer driver, int backwards, @In byte[] text, int length, long sets);

    int nightjar_filter_gate(Pointer driver, @In byte[] gate);

    void nightjar_filter_commit(Pointer driver);

    void nightjar_filter_forget(Pointer driver);

    int nightjar_deny(Pointer driver, @In byte[] path, int length, int where);

    int nightjar_deny_in(Pointer driver, long cgroup, int denied);

    int nightjar_filter_counts(Pointer driver, int type, @Out byte[] counts);
  }

  /** Loads the library, once. */
  static synchronized NativeLibrary load() throws DriverUnavailable {
    NativeLibrary library = loaded;
    if (library == null) {
      library = new NativeLibrary(locateAndBind());
      loaded = library;
    }
    return library;
  }

  Calls calls() {
    return calls;
  }

  /** Loads and attaches the programs with small rings, or says why the kernel refused. */
  Pointer open(int ringBytes) throws DriverUnavailable {
    return open(RingPlan.ofThisMachine(ringBytes));
  }

  /** Loads and attaches the programs, or says why the kernel refused. */
  Pointer open(RingPlan plan) throws DriverUnavailable {
    if (!Files.isReadable(TYPE_INFORMATION)) {
      throw new DriverUnavailable(
          "the kernel has no type information: " + TYPE_INFORMATION + " is not readable");
    }
    byte[] message = new byte[MESSAGE_BYTES];
    int[] ringOfCpu = plan.ringOfCpu().stream().mapToInt(Integer::intValue).toArray();
    Pointer driver =
        calls.nightjar_open(
            plan.ringBytes(), plan.rings(), ringOfCpu, ringOfCpu.length, message, message.length);
    if (driver == null) {
      int end = 0;
      while (end < message.length && message[end] != 0) {
        end++;
      }
      throw new DriverUnavailable(new String(message, 0, end, StandardCharsets.UTF_8));
    }
    return driver;
  }

  /** Why there is no library for this machine; empty where one lies ready. */
  static String absence() {
    String os = System.getProperty("os.name", "");
    if (!os.equals("Linux")) {
      return "the driver runs on Linux, this is " + os;
    }
    String folder = System.getProperty("nightjar.native.dir", "");
    if (!folder.isEmpty()) {
      return Files.isReadable(Path.of(folder, NAME))
          ? ""
          : "-Dnightjar.native.dir has no readable " + NAME + ": " + folder;
    }
    return absence(Architecture.name(), NativeLibrary::isInTheJar);
  }

  /**
   * The same for a library that is looked for in the jar.
   *
   * @param inTheJar whether the jar has the library for an architecture
   */
  static String absence(String architecture, Predicate<String> inTheJar) {
    if (inTheJar.test(architecture)) {
      return "";
    }
    if (!Architecture.OF_THE_DRIVER.contains(architecture)) {
      return "the driver is made for "
          + String.join(" and ", Architecture.OF_THE_DRIVER)
          + ", this machine is "
          + architecture;
    }
    for (String other : Architecture.OF_THE_DRIVER) {
      if (inTheJar.test(other)) {
        return "this build has the driver for "
            + other
            + ", this machine is "
            + architecture
            + ": take the package or image for it";
      }
    }
    return "not built: this build has no "
        + resource(architecture)
        + " (clang, llvm, bpftool, libbpf-dev and gcc make it)";
  }

  private static boolean isInTheJar(String architecture) {
    return NativeLibrary.class.getResource(resource(architecture)) != null;
  }

  private static String resource(String architecture) {
    return "/native/linux-" + architecture + "/" + NAME;
  }

  private static Calls locateAndBind() throws DriverUnavailable {
    String absence = absence();
    if (!absence.isEmpty()) {
      throw new DriverUnavailable(absence);
    }
    String folder = System.getProperty("nightjar.native.dir", "");
    return folder.isEmpty()
        ? bindUnpacked(resource(Architecture.name()))
        : bind(Path.of(folder, NAME).toAbsolutePath());
  }

  /** What is loaded stays loaded without its file, so nothing is left behind. */
  private static Calls bindUnpacked(String resource) throws DriverUnavailable {
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new DriverUnavailable("the jar has lost " + resource);
      }
      Path folder = Files.createTempDirectory("nightjar-");
      Path library = folder.resolve(NAME);
      try {
        Files.copy(in, library);
        return bind(library);
      } finally {
        Files.deleteIfExists(library);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new DriverUnavailable("the driver's library cannot be unpacked: " + e, e);
    }
  }

  static String architecture() {
    return Architecture.name();
  }

  private static Calls bind(Path library) throws DriverUnavailable {
    try {
      return LibraryLoader.create(Calls.class).failImmediately().load(library.toString());
    } catch (UnsatisfiedLinkError | UnsupportedOperationException e) {
      throw new DriverUnavailable("the driver's library does not load: " + e.getMessage(), e);
    }
  }
}
