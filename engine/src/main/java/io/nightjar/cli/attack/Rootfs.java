package io.nightjar.cli.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The files of a throw-away container: busybox under the names of common programs, made-up secrets,
 * and scripts that carry the names of tools but do nothing.
 */
final class Rootfs {

  private static final List<String> FOLDERS =
      List.of("dev", "etc/cron.d", "opt", "proc", "run", "sys", "tmp", "usr/sbin", "var/tmp");

  // hard links, so that the kernel sees the program under the name that was typed
  private static final List<String> APPLETS =
      List.of(
          "bin/cat",
          "bin/chmod",
          "bin/chown",
          "bin/cp",
          "bin/echo",
          "bin/false",
          "bin/hostname",
          "bin/ln",
          "bin/ls",
          "bin/mkdir",
          "bin/mv",
          "bin/nc",
          "bin/ps",
          "bin/rm",
          "bin/sh",
          "bin/sleep",
          "bin/su",
          "bin/touch",
          "bin/true",
          "usr/bin/env",
          "usr/bin/find",
          "usr/bin/head",
          "usr/bin/id",
          "usr/bin/nsenter",
          "usr/bin/passwd",
          "usr/bin/tail",
          "usr/bin/tty",
          "usr/bin/unshare",
          "usr/bin/wc",
          "usr/bin/whoami");

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
          Map.entry("etc/group", "root:x:0:\n"),
          Map.entry("etc/shadow", "root:*not-a-hash*:19000:0:99999:7:::\n"),
          Map.entry("etc/sudoers", "# made up: nobody may become root\n"),
          Map.entry("etc/hosts", "127.0.0.1 localhost\n"),
          Map.entry("root/.ssh/id_ed25519", "made up, opens nothing\n"),
          Map.entry("root/.aws/credentials", "# made up, opens nothing\n"),
          Map.entry("root/.kube/config", "# made up, leads nowhere\n"),
          Map.entry("root/.pgpass", "# made up, opens nothing\n"),
          Map.entry("var/log/auth.log", "made up: somebody logged in\n"),
          Map.entry(
              "var/run/secrets/kubernetes.io/serviceaccount/token", "made-up-opens-nothing\n"));

  private static final Map<String, String> SCRIPTS =
      Map.of(
          "usr/bin/apt", "echo 'apt: stands in for the package manager'",
          "usr/bin/nmap", "echo 'nmap: stands in for the scanner'",
          "usr/bin/ssh", "echo 'ssh: stands in for the client'",
          // a parent, two workers that are its copies, and what they run: a tree to be killed
          "usr/local/bin/xmrig",
              "worker() { while :; do sleep 5; done; }\nworker &\nworker &\nwait");

  private Rootfs() {}

  /**
   * @param busybox a static one
   */
  static void create(Path root, Path busybox) throws IOException {
    for (String folder : FOLDERS) {
      Files.createDirectories(root.resolve(folder));
    }
    Path copy = root.resolve("bin/busybox");
    Files.createDirectories(root.resolve("bin"));
    Files.copy(busybox, copy);
    executable(copy);
    for (String applet : APPLETS) {
      Files.createLink(withParent(root.resolve(applet)), copy);
    }
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Files.writeString(withParent(root.resolve(file.getKey())), file.getValue());
    }
    for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
      Path file = withParent(root.resolve(script.getKey()));
      Files.writeString(file, "#!/bin/sh\n" + script.getValue() + "\n");
      executable(file);
    }
  }

  private static Path withParent(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return file;
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
