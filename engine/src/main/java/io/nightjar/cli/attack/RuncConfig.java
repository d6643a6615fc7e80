package io.nightjar.cli.attack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The {@code config.json} of a bundle (OCI runtime specification 1.0). */
final class RuncConfig {

  private static final List<String> USUAL =
      List.of(
          "CAP_AUDIT_WRITE",
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_NET_BIND_SERVICE",
          "CAP_SETFCAP",
          "CAP_SETGID",
          "CAP_SETPCAP",
          "CAP_SETUID",
          "CAP_SYS_CHROOT");
  private static final List<String> MORE = List.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE");
  private static final List<String> MASKED =
      List.of("/proc/kcore", "/proc/keys", "/proc/sched_debug", "/sys/firmware", "/proc/scsi");
  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
  private static final long MEMORY_BYTES = 64L * 1024 * 1024;
  private static final int PROCESSES = 64;

  private RuncConfig() {}

  /**
   * @param lifetime after which the container ends by itself, whatever became of us
   */
  static ObjectNode of(Victim victim, boolean privileged, Duration lifetime) {
    ObjectNode config = Json.MAPPER.createObjectNode().put("ociVersion", "1.0.2");
    config.set("process", process(victim, privileged, lifetime));
    config.putObject("root").put("path", "rootfs").put("readonly", false);
    config.put("hostname", victim.pod());
    ArrayNode mounts = config.putArray("mounts");
    mount(mounts, "/proc", "proc", "nosuid", "noexec", "nodev");
    mount(mounts, "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=64k");
    mount(mounts, "/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666");
    ObjectNode linux = config.putObject("linux").put("cgroupsPath", victim.cgroup());
    ObjectNode resources = linux.putObject("resources");
    resources.putArray("devices").addObject().put("allow", false).put("access", "rwm");
    resources.putObject("memory").put("limit", MEMORY_BYTES);
    resources.putObject("pids").put("limit", PROCESSES);
    ArrayNode namespaces = linux.putArray("namespaces");
    List.of("pid", "network", "ipc", "uts", "mount")
        .forEach(type -> namespaces.addObject().put("type", type));
    MASKED.forEach(linux.putArray("maskedPaths")::add);
    READ_ONLY.forEach(linux.putArray("readonlyPaths")::add);
    return config;
  }

  private static ObjectNode process(Victim victim, boolean privileged, Duration lifetime) {
    ObjectNode process = Json.MAPPER.createObjectNode().put("terminal", false).put("cwd", "/");
    process.putObject("user").put("uid", 0).put("gid", 0);
    process.putArray("args").add("/bin/sleep").add(Long.toString(lifetime.toSeconds()));
    process
        .putArray("env")
        .add("PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .add("HOME=/root")
        .add("TERM=dumb")
        .add("KUBERNETES_SERVICE_HOST=" + ServiceNetwork.API_SERVER_ADDRESS)
        .add("HOSTNAME=" + victim.pod());
    List<String> allowed = new ArrayList<>(USUAL);
    if (privileged) {
      allowed.addAll(MORE);
    }
    ObjectNode capabilities = process.putObject("capabilities");
    for (String set : List.of("bounding", "effective", "permitted")) {
      allowed.forEach(capabilities.putArray(set)::add);
    }
    process
        .putArray("rlimits")
        .addObject()
        .put("type", "RLIMIT_NOFILE")
        .put("hard", 1024)
        .put("soft", 1024);
    return process.put("noNewPrivileges", true);
  }

  private static void mount(ArrayNode mounts, String where, String type, String... options) {
    ObjectNode mount = mounts.addObject();
    mount.put("destination", where).put("type", type).put("source", type);
    List.of(options).forEach(mount.putArray("options")::add);
  }
}
