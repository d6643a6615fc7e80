package io.nightjar.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
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
    @Nullable Pointer nightjar_open(int ringBytes, @Out byte[] message, int size);

    int nightjar_attached(Pointer driver);

    void nightjar_map(Pointer driver, @Out long[] addresses);

    int nightjar_wait(Pointer driver, int timeoutMillis);

    int nightjar_wake(Pointer driver);

    void nightjar_close(Pointer driver);

    long nightjar_clock_offset();

    String nightjar_layout();
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

  /** Loads and attaches the programs, or says why the kernel refused. */
  Pointer open(int ringBytes) throws DriverUnavailable {
    if (!Files.isReadable(TYPE_INFORMATION)) {
      throw new DriverUnavailable(
          "the kernel has no type information: " + TYPE_INFORMATION + " is not readable");
    }
    byte[] message = new byte[MESSAGE_BYTES];
    Pointer driver = calls.nightjar_open(ringBytes, message, message.length);
    if (driver == null) {
      int end = 0;
      while (end < message.length && message[end] != 0) {
        end++;
      }
      throw new DriverUnavailable(new String(message, 0, end, StandardCharsets.UTF_8));
    }
    return driver;
  }

  private static Calls locateAndBind() throws DriverUnavailable {
    String os = System.getProperty("os.name", "");
    if (!os.equals("Linux")) {
      throw new DriverUnavailable("the driver runs on Linux, this is " + os);
    }
    String folder = System.getProperty("nightjar.native.dir", "");
    if (!folder.isEmpty()) {
      Path library = Path.of(folder, NAME).toAbsolutePath();
      if (!Files.isReadable(library)) {
        throw new DriverUnavailable(
            "-Dnightjar.native.dir has no readable " + NAME + ": " + folder);
      }
      return bind(library);
    }
    return bindUnpacked("/native/linux-" + architecture() + "/" + NAME);
  }

  /** What is loaded stays loaded without its file, so nothing is left behind. */
  private static Calls bindUnpacked(String resource) throws DriverUnavailable {
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new DriverUnavailable(
            "not built: this build has no "
                + resource
                + " (clang, llvm, bpftool, libbpf-dev and gcc make it)");
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

  /** As {@code uname -m} names it. */
  static String architecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> name;
    };
  }

  private static Calls bind(Path library) throws DriverUnavailable {
    try {
      return LibraryLoader.create(Calls.class).failImmediately().load(library.toString());
    } catch (UnsatisfiedLinkError | UnsupportedOperationException e) {
      throw new DriverUnavailable("the driver's library does not load: " + e.getMessage(), e);
    }
  }
}
