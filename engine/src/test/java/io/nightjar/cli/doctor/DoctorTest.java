package io.nightjar.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.audit.CheckpointSigner;
import io.nightjar.cli.Hints;
import io.nightjar.cli.Paint;
import io.nightjar.cli.doctor.Line.State;
import io.nightjar.config.IngestConfig;
import io.nightjar.config.KubernetesSignInConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.SignInConfig;
import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.DriverProbe.Status;
import io.nightjar.http.KillSwitchState;
import io.nightjar.policy.PlaybookNeeds;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.AccessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<Permission> NEEDED =
      List.of(
          new Permission("", "pods", List.of("get", "patch")),
          new Permission("apps", "deployments/scale", List.of("patch")));

  /** {@code test:scale} is asked for by a playbook, {@code test:exec} by none. */
  private static final WantedAccess WANTED =
      new WantedAccess(
          List.of(new Permission("", "pods", List.of("list", "watch"))),
          new PlaybookNeeds(
              new TreeMap<>(Map.of("test:scale", new TreeSet<>(Set.of("tunnel")))), false),
          List.of(
              action("test:scale", NEEDED),
              action("test:exec", List.of(new Permission("", "pods/exec", List.of("create"))))));

  private static ActionDescriptor action(String id, List<Permission> permissions) {
    return new ActionDescriptor(
        id, "", WorkloadTarget.class, Map.of(), true, true, true, permissions, "");
  }

  @TempDir Path folder;

  @Test
  void saysLineByLineWhatIsWrongAndWhatToDo() {
    Report report = new Report();
    report.add("a", () -> List.of(Line.ok("kernel", "Linux 6.18")));
    report.add(
        "b", () -> List.of(Line.warn("runc", "not installed", "type: apt-get install runc")));
    report.add("c", () -> List.of(Line.missing("driver library", "not built", "type: ./nightjar")));

    assertThat(report.render(new Paint(false)))
        .isEqualTo(
            """
            ok       kernel          Linux 6.18
            warn     runc            not installed
                                     → type: apt-get install runc
            missing  driver library  not built
                                     → type: ./nightjar

            1 missing, 1 to know of
            """);
    assertThat(report.healthy()).isFalse();
  }

  @Test
  void isContentWithWarnings() {
    Report report = new Report();
    report.add("b", () -> List.of(Line.warn("runc", "not installed", "install it")));

    assertThat(report.healthy()).isTrue();
    assertThat(report.render(new Paint(false))).endsWith("nothing is missing, 1 to know of\n");
  }

  @Test
  void anExaminationThatBreaksIsALineAndNotTheEnd() {
    Report report = new Report();
    report.add(
        "cluster",
        () -> {
          throw new IllegalStateException("no \u001b[2J route");
        });
    report.add("clock", () -> List.of(Line.ok("clock", "runs")));

    assertThat(report.healthy()).isFalse();
    assertThat(report.render(new Paint(false)))
        .contains("cluster", "no \\x1b[2J route", "clock")
        .doesNotContain("\u001b");
  }

  @Test
  void tellsWhatTheDriverFound() {
    List<Line> lines =
        new DriverExamination(
                () ->
                    List.of(
                        new Finding("kernel", Status.WORKS, "Linux 6.18", ""),
                        new Finding("privileges", Status.LIMITED, "missing CAP_KILL", "no kill"),
                        new Finding("hooks", Status.MISSING, "EPERM", "nothing is seen")))
            .look();

    assertThat(lines).extracting(Line::state).containsExactly(State.OK, State.WARN, State.MISSING);
    assertThat(lines.getLast().todo()).isEqualTo("nothing is seen");
  }

  @Test
  void namesThePackagesThatAttacksNeed() {
    assertThat(new ContainerExamination(List.of()).look().getFirst().state()).isEqualTo(State.OK);
    assertThat(new ContainerExamination(List.of("runc")).look().getFirst().todo())
        .contains("sudo apt-get install -y --no-install-recommends runc");
  }

  @Test
  void findsNothingWrongWithAFreshStateFolder() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    CheckpointSigner.open(folder);

    assertThat(new StateExamination(folder, Hints.PLAIN).look())
        .extracting(Line::state)
        .containsOnly(State.OK);
    assertThat(new StateExamination(folder.resolve("new/one"), Hints.PLAIN).look())
        .extracting(Line::state)
        .containsOnly(State.OK);
  }

  @Test
  void warnsOfAStateFolderThatOthersCanRead() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(new StateExamination(folder, Hints.PLAIN).look())
        .anyMatch(line -> line.state() == State.WARN && line.todo().contains("chmod 700"));
  }

  @Test
  void noticesThatTheAuditKeyIsGone() throws Exception {
    CheckpointSigner.open(folder);
    Files.delete(folder.resolve("audit.key"));

    assertThat(new StateExamination(folder, Hints.PLAIN).look())
        .anyMatch(
            line -> line.state() == State.MISSING && line.todo().contains("from your backup"));
  }

  @Test
  void asksTheClusterWhatItForbids() throws Exception {
    try (PracticeCluster cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      ClusterExamination examination =
          new ClusterExamination("practice", client, WANTED, Hints.PLAIN);
      assertThat(examination.look()).extracting(Line::state).containsOnly(State.OK);

      cluster.access().deny("patch", "deployments/scale");
      cluster.access().deny("watch", "pods");
      assertThat(examination.look())
          .anyMatch(
              line ->
                  line.state() == State.MISSING
                      && line.found()
                          .equals(
                              "not allowed: patch deployments.apps/scale (test:scale of tunnel),"
                                  + " watch pods (to know what is there)")
                      && line.todo().contains("./nightjar playbook rbac | kubectl apply -f -"));
    }
  }

  @Test
  void whatNoPlaybookAsksForNeedNotBeAllowed() throws Exception {
    try (PracticeCluster cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      cluster.access().deny("create", "pods/exec");

      assertThat(new ClusterExamination("practice", client, WANTED, Hints.PLAIN).look())
          .extracting(Line::state)
          .containsOnly(State.OK);
      assertThat(new ClusterExamination("practice", client, WANTED, Hints.PLAIN).look().getLast())
          .isEqualTo(
              Line.ok(
                  "actions by hand",
                  "no playbook asks for these, and the cluster does not allow them: test:exec"));
    }
  }

  @Test
  void saysInWhichNamespacesItMayActWhereItMayNotEverywhere() throws Exception {
    try (PracticeCluster cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      for (String elsewhere : List.of("", "kube-system", "kube-public", "kube-node-lease")) {
        cluster.access().deny(new AccessTable.Denial("*", "patch", "pods", elsewhere));
      }

      assertThat(new ClusterExamination("practice", client, WANTED, Hints.PLAIN).look())
          .contains(
              Line.warn(
                  "permissions",
                  "allowed only in default: patch pods",
                  "what needs these fails in other namespaces"));
    }
  }

  @Test
  void saysWhoCanSignInAndWhetherTheClusterHelps() throws Exception {
    SignInConfig usual = SignInConfig.defaults();
    assertThat(new SignInExamination(usual).look())
        .containsExactly(
            Line.ok("sign-in", "links of nightjar sign-in, tokens of the cluster for nightjar"));
    SignInConfig none =
        new SignInConfig(
            false,
            usual.idle(),
            usual.atMost(),
            new KubernetesSignInConfig(false, "nightjar"),
            null,
            List.of());
    assertThat(new SignInExamination(none).look().getFirst().state()).isEqualTo(State.WARN);

    try (PracticeCluster cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      TokenExamination examination = new TokenExamination(client);
      assertThat(examination.look()).extracting(Line::state).containsExactly(State.OK);
      cluster.access().deny("create", "subjectaccessreviews");
      assertThat(examination.look().getFirst().found())
          .isEqualTo("not allowed: create subjectaccessreviews.authorization.k8s.io");
    }
  }

  @Test
  void saysWhoHandsInAlertsAndWhichFilesCannotBeRead() throws Exception {
    Path there = Files.writeString(folder.resolve("falco.json"), "");
    Path later = folder.resolve("later.json");
    ListenAddress control = new ListenAddress("127.0.0.1", 2804);
    IngestConfig config =
        new IngestConfig(
            Map.of(),
            null,
            null,
            new IngestConfig.TalonConfig(new ListenAddress("127.0.0.1", 2803)),
            List.of(
                new IngestConfig.FileConfig(there, List.of()),
                new IngestConfig.FileConfig(later, List.of()),
                new IngestConfig.FileConfig(folder, List.of())),
            false);

    List<Line> lines = new IngestExamination(config, control).look();

    assertThat(lines)
        .extracting(Line::state)
        .containsExactly(State.OK, State.OK, State.WARN, State.MISSING);
    assertThat(lines.getFirst().found())
        .isEqualTo("programs of this machine at 127.0.0.1:2804; as to Talon at 127.0.0.1:2803");
    assertThat(lines.get(2).found()).isEqualTo(later + " is not there");
  }

  @Test
  void saysThatTheClusterDoesNotAnswer() throws Exception {
    try (KubernetesClient nobody =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:1")
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build()) {
      List<Line> lines = new ClusterExamination("staging", nobody, WANTED, Hints.PLAIN).look();

      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst().state()).isEqualTo(State.MISSING);
      assertThat(lines.getFirst().found()).contains("staging", "does not answer");
    }
  }

  @Test
  void noticesAClockThatWasSetBack() {
    assertThat(new ClockExamination(NOW, BERLIN, Optional.of(NOW.plusSeconds(2))).look())
        .containsExactly(Line.ok("clock", "2026-11-20 03:00:00 in Europe/Berlin"));
    assertThat(new ClockExamination(NOW, BERLIN, Optional.of(NOW.plusSeconds(60))).look())
        .allMatch(line -> line.state() == State.WARN && line.found().contains("03:01:00"));
  }

  private static List<Line> running(io.nightjar.http.Status.Leadership leadership) {
    return new RunningExamination(
            Optional.of(
                new io.nightjar.http.Status(
                    "1",
                    "enforce",
                    NOW,
                    NOW,
                    "node-1",
                    leadership,
                    new io.nightjar.http.Status.Cluster("c", "s", false, true),
                    List.of(new io.nightjar.http.Status.Source("kernel", false, "no root")),
                    1,
                    List.of("p"),
                    new TreeMap<>(),
                    new KillSwitchState(true, "kim: drill"),
                    new TreeMap<>(),
                    new TreeMap<>(Map.of("ring", 3L, "journal", 0L)),
                    new TreeMap<>(Map.of("rules", "line 3")))),
            new Hints(Path.of("/tmp/night"), null))
        .look();
  }

  private static Line standby(String note) {
    return running(
            new io.nightjar.http.Status.Leadership(
                io.nightjar.http.Status.Leadership.Role.STANDBY,
                3,
                "engine-a",
                NOW,
                true,
                List.of(),
                note))
        .stream()
        .filter(line -> line.found().startsWith("stands by for engine-a"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void warnsOfAStandbyThatMayNotBeAbleToLead() {
    assertThat(standby("can take over at once: all is well").state()).isEqualTo(State.OK);
    assertThat(standby("can take over, rehearsing it now").state()).isEqualTo(State.OK);
    assertThat(standby("can take over, but its rehearsal failed: x").state()).isEqualTo(State.WARN);
    assertThat(standby("cannot take over: x").state()).isEqualTo(State.WARN);
  }

  @Test
  void tellsWhatTheRunningNightjarIsShortOf() {
    assertThat(new RunningExamination(Optional.empty(), Hints.PLAIN).look().getFirst().todo())
        .isEqualTo("type: ./nightjar run");

    List<Line> lines =
        running(io.nightjar.http.Status.Leadership.alone("node-1", 1, Instant.EPOCH));

    assertThat(lines)
        .extracting(Line::found)
        .containsExactly(
            "runs on node-1, mode enforce",
            "on: kim: drill",
            "off: no root",
            "ring 3",
            "rules: line 3");
    assertThat(lines)
        .extracting(Line::todo)
        .contains("nothing is executed; type: ./nightjar killswitch off --state /tmp/night");
  }
}
