package io.nightjar.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * What the defaults are made from.
 *
 * @param home where Nightjar is installed: the folder with {@code rules/} and {@code playbooks/}
 * @param systemConfig the configuration that is read where none is named and this one is there
 * @param root whether this process is root
 */
public record Surroundings(
    Map<String, String> environment,
    Path userHome,
    Path home,
    Path systemConfig,
    boolean root,
    String hostName,
    ZoneId zone) {

  /** Where a pod finds the namespace that it is in, with its token; a Kubernetes contract. */
  private static final Path NAMESPACE_FILE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  private static final String NAMESPACE = "POD_NAMESPACE";

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process; {@code -Dnightjar.home} or NIGHTJAR_HOME say where it is installed. */
  public static Surroundings ofThisProcess() {
    Map<String, String> environment = withNamespace(System.getenv(), NAMESPACE_FILE);
    String home =
        System.getProperty("nightjar.home", environment.getOrDefault("NIGHTJAR_HOME", "."));
    return new Surroundings(
        environment,
        Path.of(System.getProperty("user.home", ".")),
        Path.of(home).toAbsolutePath().normalize(),
        Path.of("/etc/nightjar/nightjar.yaml"),
        isRoot(),
        hostNameOfThisMachine(),
        ZoneId.systemDefault());
  }

  /**
   * The environment with POD_NAMESPACE: a pod protects its own namespace even where its manifest
   * forgot to say it.
   */
  static Map<String, String> withNamespace(Map<String, String> environment, Path file) {
    if (!environment.getOrDefault(NAMESPACE, "").isBlank() || !Files.isReadable(file)) {
      return environment;
    }
    try {
      Map<String, String> completed = new HashMap<>(environment);
      completed.put(NAMESPACE, Files.readString(file).strip());
      return completed;
    } catch (IOException gone) {
      return environment;
    }
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // not Linux: nobody is taken for root
      return false;
    }
  }

  private static String hostNameOfThisMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
