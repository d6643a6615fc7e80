package io.nightjar.driver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A real container in a pod's control group, made by runc; gone when it is closed. */
public final class RuncContainer implements AutoCloseable {
  private static final List<String> APPLETS =
      List.of("sh", "cat", "sleep", "ln", "id", "nc", "echo", "mkdir", "rm");

  private final String podUid;
  private final String containerId =
      (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  private final Path bundle;
  private final Process runc;
  private final int pid;

  private RuncContainer(Path folder, String podUid, String shell, String network)
      throws IOException {
    this.podUid = podUid;
    this.bundle = Files.createTempDirectory(folder, "bundle");
    makeRoot();
    run("runc", "spec", "--bundle", bundle.toString());
    configure(shell, network);
    Path pidFile = bundle.resolve("pid");
    runc =
        new ProcessBuilder("runc", "run", "--pid-file", pidFile.toString(), containerId)
            .directory(bundle.toFile())
            .redirectErrorStream(true)
            .start();
    String line = runc.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"up".equals(line)) {
      close();
      throw new IOException("runc did not start the container: " + line);
    }
    // runc writes it after the shell has begun
    pid =
        Awaitility.await()
            .ignoreExceptions()
            .until(() -> Integer.parseInt(Files.readString(pidFile).strip()), read -> read > 0);
  }

  /**
   * Starts one with a network namespace of its own, and waits until its shell runs. Skips the test
   * where there is no runc.
   *
   * @param shell what its shell does, after it has said that it is up
   */
  public static RuncContainer start(Path folder, String shell) throws IOException {
    return start(folder, UUID.randomUUID().toString(), shell, "");
  }

  /**
   * As {@link #start(Path, String)}, in a pod.
   *
   * @param network path of the network namespace, or empty for one of its own, or {@code host}
   */
  public static RuncContainer start(Path folder, String podUid, String shell, String network)
      throws IOException {
    assumeTrue(works("runc", "--version"), "runc is not installed");
    assumeTrue(Files.isExecutable(Path.of("/bin/busybox")), "busybox-static is not installed");
    return new RuncContainer(folder, podUid, shell, network);
  }

  public String id() {
    return containerId;
  }

  public String podUid() {
    return podUid;
  }

  /** Its first process, as the host numbers it. */
  public int pid() {
    return pid;
  }

  public Path root() {
    return bundle.resolve("rootfs");
  }

  /** Runs a shell in it; what it printed. */
  public String exec(String shell) throws IOException {
    return run("runc", "exec", containerId, "/bin/sh", "-c", shell);
  }

  /** Starts a shell in it, whose ends are held by the caller. */
  public Process start(String shell) throws IOException {
    return new ProcessBuilder("runc", "exec", containerId, "/bin/sh", "-c", shell)
        .redirectErrorStream(true)
        .start();
  }

  public static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }

  public static boolean works(String... command) {
    try {
      run(command);
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  private void makeRoot() throws IOException {
    for (String name : List.of("bin", "proc", "sys", "dev", "tmp", "etc")) {
      Files.createDirectories(root().resolve(name));
    }
    Files.copy(Path.of("/bin/busybox"), root().resolve("bin/busybox"));
    for (String applet : APPLETS) {
      Files.createSymbolicLink(root().resolve("bin").resolve(applet), Path.of("busybox"));
    }
    Files.writeString(root().resolve("etc/shadow"), "secret\n");
  }

  private void configure(String shell, String network) throws IOException {
    Path file = bundle.resolve("config.json");
    String args =
        List.of("/bin/sh", "-c", "echo up; " + shell).stream()
            .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(", "));
    String spec = Files.readString(file).replace("\"terminal\": true", "\"terminal\": false");
    int from = spec.indexOf("\"args\": [");
    spec = spec.substring(0, from) + "\"args\": [" + args + spec.substring(spec.indexOf(']', from));
    spec =
        spec.replace("\"readonly\": true", "\"readonly\": false")
            .replaceFirst(
                "\"linux\": \\{",
                "\"linux\": { \"cgroupsPath\": \"/kubepods/besteffort/pod"
                    + podUid
                    + "/"
                    + containerId
                    + "\",");
    if (network.equals("host")) {
      spec = spec.replaceFirst("\\{\\s*\"type\": \"network\"\\s*},", "");
    } else if (!network.isEmpty()) {
      spec =
          spec.replaceFirst(
              "\"type\": \"network\"", "\"type\": \"network\", \"path\": \"" + network + "\"");
    }
    Files.writeString(file, spec);
  }

  @Override
  public void close() {
    works("runc", "resume", containerId);
    works("runc", "delete", "--force", containerId);
    runc.destroyForcibly();
  }
}
