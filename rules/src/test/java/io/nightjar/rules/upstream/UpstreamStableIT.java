package io.nightjar.rules.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule of Falco's stable file on real system calls in a real container: an act that raises it
 * and one that nearly does. The rules are as they are, but for one macro: no names of addresses are
 * resolved here, so the API server is told by its address. Needs root, the driver, runc, a static
 * busybox.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamStableIT {
  private final RuleSet rules = UpstreamRules.stable();
  private @Nullable TestContainer container;
  private @Nullable RuleWatch watch;

  /**
   * A command in the container.
   *
   * @param terminal whether it has one
   * @param privileged what the cluster says of the container
   */
  record Act(String command, boolean terminal, boolean privileged) {
    List<String> words(TestContainer container) {
      return terminal
          ? container.execOnTerminal(command)
          : container.exec(
              command.startsWith("sh: ")
                  ? List.of("sh", "-c", command.substring("sh: ".length()))
                  : List.of(command.split(" ")));
    }
  }

  /**
   * @param said part of the rule's output
   */
  record Row(String rule, Act raises, String said, Act nearMiss) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static Act act(String command) {
    return new Act(command, false, true);
  }

  private static Row row(String rule, String raises, String said, String nearMiss) {
    return new Row(rule, act(raises), said, act(nearMiss));
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(
            "Directory traversal monitored file read",
            "cat /tmp/../etc/../etc/shadow",
            "file=/etc/shadow fileraw=/tmp/../etc/../etc/shadow",
            "cat /tmp/../etc/shadow"),
        row(
            "Read sensitive file trusted after startup",
            "/usr/sbin/nginx 5.2",
            "file=/etc/shadow",
            "/usr/sbin/nginx 0"),
        row(
            "Read sensitive file untrusted",
            "cat /etc/shadow",
            "file=/etc/shadow",
            "sh: read -r line < /etc/shadow"),
        row("Run shell untrusted", "/usr/sbin/httpd", "command=sh -c", "/opt/worker"),
        row(
            "System user interactive",
            "/usr/sbin/sshd",
            "user=daemon",
            "su -s /bin/sh daemon -c /bin/id"),
        new Row(
            "Terminal shell in container",
            new Act("/bin/sh -c /bin/id", true, true),
            "command=sh -c",
            act("/bin/sh -c /bin/id")),
        row(
            "Contact K8S API Server From Container",
            "sh: nc -l -p 443 -w 5 & usleep 100000; calls connect4 10.96.0.1 443",
            "->10.96.0.1:443",
            "sh: nc -l -p 443 -w 5 & usleep 100000; calls connect4 203.0.113.66 443"),
        row(
            "Netcat Remote Code Execution in Container",
            "nc -w 1 127.0.0.1 1 -e /bin/sh",
            "command=nc -w 1 127.0.0.1 1 -e /bin/sh",
            "nc -w 1 127.0.0.1 1"),
        row(
            "Search Private Keys or Passwords",
            "sh: /bin/grep -r 'BEGIN RSA PRIVATE' /etc/hosts; true",
            "command=grep -r BEGIN RSA PRIVATE /etc/hosts",
            "grep -r root /etc/passwd"),
        row(
            "Clear Log Activities",
            "sh: : > /var/log/auth.log",
            "file=/var/log/auth.log",
            "sh: : >> /var/log/auth.log"),
        row("Remove Bulk Data from Disk", "shred /tmp/none", "process=shred", "rm -f /tmp/none"),
        row(
            "Create Symlink Over Sensitive Files",
            "ln -s /etc/shadow /tmp/soft",
            "target=/etc/shadow linkpath=/tmp/soft",
            "ln -s /etc/hosts /tmp/soft-hosts"),
        row(
            "Create Hardlink Over Sensitive Files",
            "ln /etc/shadow /tmp/hard",
            "target=/etc/shadow linkpath=/tmp/hard",
            "ln /etc/hosts /tmp/hard-hosts"),
        row(
            "Packet socket created in container",
            "calls socket 17 3 0",
            "AF_PACKET",
            "calls socket 2 1 0"),
        row(
            "Redirect STDOUT/STDIN to Network Connection in Container",
            "calls dup dup2 client 0 127.0.0.1",
            "connection=127.0.0.1:",
            "calls dup dup2 client 77 127.0.0.1"),
        row(
            "Linux Kernel Module Injection Detected",
            "calls init-module image 5 debug=1",
            "evt_type=init_module",
            "su -s /bin/sh daemon -c '/bin/calls init-module image 5 debug=1'"),
        new Row(
            "Debugfs Launched in Privileged Container",
            act("/sbin/debugfs /dev/sda1"),
            "command=debugfs",
            new Act("/sbin/debugfs /dev/sda1", false, false)),
        row(
            "Detect release_agent File Container Escapes",
            "sh: echo /tmp/x > /tmp/release_agent",
            "file=/tmp/release_agent",
            "sh: echo /tmp/x > /tmp/release_agents"),
        row(
            "PTRACE attached to process",
            "sh: /bin/sleep 1 & calls ptrace 0x4206 $! 0 0",
            "process=calls",
            "sh: /bin/sleep 1 & calls ptrace 1 $! 0 0"),
        row(
            "PTRACE anti-debug attempt",
            "calls ptrace 0 0 0 0",
            "process=calls",
            "calls ptrace 1 1 0 0"),
        row(
            "Find AWS Credentials",
            "grep -r aws_secret_access_key /etc/hosts",
            "command=grep -r aws_secret_access_key /etc/hosts",
            "grep -r aws_region /etc/hosts"),
        row(
            "Execution from /dev/shm",
            "sh: cp /bin/busybox /dev/shm/id; /dev/shm/id",
            "command=id",
            "sh: cp /bin/busybox /tmp/id; /tmp/id"),
        row(
            "Drop and execute new binary in container",
            "sh: cp /bin/busybox /opt/id; /opt/id",
            "proc_exe=/opt/id",
            "/bin/id"),
        row(
            "Disallowed SSH Connection Non Standard Port",
            "sh: nc -l -p 443 -w 5 & usleep 100000; /usr/bin/ssh connect4 203.0.113.66 443",
            "->203.0.113.66:443",
            "sh: nc -l -p 22 -w 5 & usleep 100000; /usr/bin/ssh connect4 203.0.113.66 22"),
        row(
            "Fileless execution via memfd_create",
            "sh: calls exec-memfd /bin/busybox id; :",
            "command=",
            "sh: cp /bin/busybox /tmp/gone; calls exec-deleted /tmp/gone id"));
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Map<String, String> links = new TreeMap<>();
    for (String name :
        List.of(
            "cat", "cp", "grep", "id", "ip", "ln", "nc", "rm", "sh", "shred", "sleep", "su",
            "usleep")) {
      links.put("bin/" + name, "busybox");
    }
    links.put("usr/bin/ssh", "calls");
    Map<String, String> files =
        Map.of(
            "etc/passwd", "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/sh\n",
            "etc/group", "root:x:0:\ndaemon:x:1:\n",
            "etc/shadow", "root:*:19000::::::\ndaemon:*:19000::::::\n",
            "etc/hosts", "127.0.0.1 localhost\n",
            "usr/sbin/nginx", "#!/bin/sh\n/bin/sleep $1\nread -r line < /etc/shadow\n",
            "usr/sbin/httpd", "#!/bin/sh\n/bin/sh -c '/bin/id; /bin/id'\n:\n",
            "opt/worker", "#!/bin/sh\n/bin/sh -c '/bin/id; /bin/id'\n:\n",
            "usr/sbin/sshd", "#!/bin/sh\nsu -s /bin/sh daemon -c /bin/id\n:\n",
            "sbin/debugfs", "#!/bin/sh\n:\n",
            "var/log/auth.log", "made up\n");
    watch = RuleWatch.open(rules);
    container =
        TestContainer.start(
            folder,
            files,
            links,
            "link set lo up",
            "addr add 203.0.113.66/32 dev lo",
            "addr add 10.96.0.1/32 dev lo");
  }

  @AfterAll
  void end() throws Exception {
    if (container != null) {
      container.close();
    }
    if (watch != null) {
      watch.close();
    }
  }

  @Test
  void everyRuleHasARow() {
    Set<String> named = new LinkedHashSet<>(rows().map(Row::rule).toList());
    assertThat(rules.rules()).map(Rule::name).hasSize(25).hasSameElementsAs(named);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRaisedByTheActAndNotByTheNearMiss(Row row) throws Exception {
    RuleWatch.Run raised = run(row.raises());
    RuleWatch.Run missed = run(row.nearMiss());

    assertThat(raised.rules()).as(raised.output()).contains(row.rule());
    assertThat(raised.outputs(row.rule())).anyMatch(output -> output.contains(row.said()));
    assertThat(missed.rules()).as(missed.output()).doesNotContain(row.rule());
  }

  private RuleWatch.Run run(Act act) throws Exception {
    TestContainer in = requireNonNull(container);
    return requireNonNull(watch).run(in.id, act.privileged(), act.words(in));
  }
}
