package io.nightjar.tune;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.respond.Answers;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Journal;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Seven days of a cluster: planted noise, planted attacks, and what people said of both. */
public final class NoisyWeek {
  public static final Instant FROM = Instant.parse("2026-03-02T00:00:00Z");
  public static final Instant TO = FROM.plus(Duration.ofDays(7));

  public static final String RULES =
      """
      - rule: Sensitive file read
        desc: x
        condition: >
          evt.type = openat and fd.name in (/etc/shadow, /etc/gshadow) and container.id != host
          and proc.name != login
        output: read | file=%fd.name command=%proc.cmdline exe=%proc.exepath parent=%proc.pname
        priority: WARNING
      - rule: Miner started
        desc: x
        condition: evt.type = execve and proc.cmdline contains stratum
        output: miner | command=%proc.cmdline exe=%proc.exepath
        priority: CRITICAL
      - rule: Secret read
        desc: x
        condition: ka.verb = get and ka.target.resource = secrets
        output: secret | user=%ka.user.name verb=%ka.verb what=%ka.target.resource name=%ka.target.name
        priority: NOTICE
        source: k8s_audit
      """;

  public static final String CASES =
      """
      rule: Sensitive file read
      container: {name: web, image: "registry.example/shop/web:1", pod: web-1, namespace: shop}
      cases:
        - name: cat reads the hashes
          match: true
          processes: [{name: sh}, {name: cat, args: [cat, /etc/shadow]}]
          event: {type: openat, name: /etc/shadow, flags: O_RDONLY}
      """;

  public static final String PROBE = "registry.example/shop/probe";
  public static final String BACKUP = "registry.example/ops/backup";

  private final List<Detection> detections = new ArrayList<>();
  private final List<Response> responses = new ArrayList<>();
  private int number;

  /** What happens: a process of a container reads a file. */
  public record Act(
      String image,
      String namespace,
      String container,
      String pod,
      String node,
      List<String> lineage,
      String command,
      String file) {}

  public Detection read(Act act, Instant time) {
    String program = act.lineage().getFirst();
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("fd.name", act.file());
    fields.put("proc.cmdline", act.command());
    fields.put("proc.exepath", "/usr/bin/" + program);
    fields.put("proc.pname", act.lineage().get(1));
    fields.put("evt.time", time.toEpochMilli() * 1_000_000);
    return add(detection("Sensitive file read", Priority.WARNING, act, time, fields));
  }

  Detection mine(Act act, Instant time) {
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("proc.cmdline", act.command());
    fields.put("proc.exepath", "/usr/bin/" + act.lineage().getFirst());
    return add(detection("Miner started", Priority.CRITICAL, act, time, fields));
  }

  Detection request(String user, String secret, Instant time) {
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("ka.user.name", user);
    fields.put("ka.verb", "get");
    fields.put("ka.target.resource", "secrets");
    fields.put("ka.target.name", secret);
    return add(
        new Detection(
            id(),
            "Secret read",
            Priority.NOTICE,
            "k8s_audit",
            new TreeSet<>(),
            time,
            "secret",
            fields,
            "",
            null,
            "",
            "",
            "",
            false,
            "",
            "",
            "",
            Map.of(),
            null,
            List.of()));
  }

  private Detection detection(
      String rule, Priority priority, Act act, Instant time, SortedMap<String, Object> fields) {
    List<String> lineage = act.lineage();
    return new Detection(
        id(),
        rule,
        priority,
        "syscall",
        new TreeSet<>(),
        time,
        "read",
        fields,
        act.node(),
        new ProcessRef(
            100 + number,
            number,
            lineage.getFirst(),
            "/usr/bin/" + lineage.getFirst(),
            act.command(),
            0,
            lineage.subList(1, lineage.size())),
        "c".repeat(64),
        act.container(),
        act.image(),
        false,
        "uid-" + act.pod(),
        act.pod(),
        act.namespace(),
        Map.of("app", act.container()),
        new WorkloadTarget("Deployment", act.namespace(), act.container(), "uid-w"),
        List.of());
  }

  private String id() {
    return "d-" + number++;
  }

  private Detection add(Detection detection) {
    detections.add(detection);
    return detection;
  }

  /**
   * @param playbook or {@code person:NAME}
   * @param agreed who agreed, or empty
   */
  public void respond(
      String id, String playbook, ResponseState state, String who, String agreed, Detection... to) {
    Instant time = to[0].time();
    ResponseRequest request =
        new ResponseRequest(
            id,
            playbook,
            "rule",
            "kubernetes:isolate-pod",
            new PodTarget(to[0].namespace(), to[0].podName(), to[0].podUid()),
            Parameters.NONE,
            "because",
            List.of(to).stream().map(Detection::id).toList(),
            time,
            time,
            null,
            null);
    List<Answers.Agreement> agreements =
        agreed.isEmpty() ? List.of() : List.of(new Answers.Agreement(agreed, time, ""));
    responses.add(
        new Response(
            request,
            state,
            "",
            who,
            new Answers(agreements, 0, "", List.of()),
            null,
            false,
            null,
            null,
            null,
            List.of(),
            0,
            time));
  }

  /** A probe in ten pods on three nodes, every hour of the week, always the same. */
  public List<Detection> probe() {
    List<Detection> probes = new ArrayList<>();
    for (int hour = 0; hour < 7 * 24; hour++) {
      for (int pod = 0; pod < 10; pod++) {
        Act act =
            new Act(
                PROBE + ":1." + hour / 24,
                "shop",
                "probe",
                "probe-5d4f8c9b7d-2bx4" + pod,
                "node-" + pod % 3,
                List.of("check", "sh", "runc"),
                "check --user root",
                "/etc/shadow");
        Instant time = FROM.plus(Duration.ofHours(hour)).plusSeconds(pod * 360L + 5);
        probes.add(read(act, time));
      }
    }
    return probes;
  }

  /** A backup at two every night, each time in a new pod. */
  public List<Detection> backup() {
    List<Detection> backups = new ArrayList<>();
    for (int day = 0; day < 7; day++) {
      Act act =
          new Act(
              BACKUP + "@sha256:" + "ab".repeat(32),
              "ops",
              "backup",
              "backup-2950" + day,
              "node-1",
              List.of("tar", "backup.sh", "sh"),
              "tar -C / -cf - etc",
              "/etc/gshadow");
      backups.add(read(act, FROM.plus(Duration.ofDays(day)).plus(Duration.ofHours(2))));
    }
    return backups;
  }

  /** Writes it all into the store of a state directory. */
  public TestState write(Path folder) throws SQLException {
    TestState state = TestState.open(folder);
    Journal journal = new Journal(state.database(), InstantSource.fixed(TO));
    for (int i = 0; i < detections.size(); i += 500) {
      journal.append(detections.subList(i, Math.min(i + 500, detections.size())));
    }
    try (Connection connection = TestState.intruder(folder);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO responses(id, state, action, target_key, namespace, requested_millis,"
                    + " updated_millis, digest, json, leaf) VALUES (?, ?, 'a', 'k', 'n', ?, ?, '',"
                    + " ?, 0)")) {
      for (Response response : responses) {
        long millis = response.updatedAt().toEpochMilli();
        insert.setString(1, response.id());
        insert.setString(2, response.state().name());
        insert.setLong(3, millis);
        insert.setLong(4, millis);
        insert.setString(5, Json.write(response));
        insert.executeUpdate();
      }
    }
    return state;
  }
}
