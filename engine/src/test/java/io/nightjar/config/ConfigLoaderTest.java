package io.nightjar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nightjar.Golden;
import io.nightjar.gate.Mode;
import io.nightjar.kafka.KafkaSettings;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.Stage;
import io.nightjar.store.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  @TempDir Path folder;

  private final ConfigLoader loader = new ConfigLoader(TestSurroundings.FIXED);

  @Test
  void takesTheDefaultsWithoutAFile() throws Exception {
    Configuration configuration = loader.load(Optional.empty());
    assertThat(configuration.state()).isEqualTo(Path.of("/var/lib/nightjar"));
    assertThat(configuration.rules()).containsExactly(Path.of("/opt/nightjar/rules"));
    assertThat(configuration.modeOn(true)).isEqualTo(Mode.ENFORCE);
    assertThat(configuration.modeOn(false)).as("nobody asked to act").isEqualTo(Mode.DRY_RUN);
    assertThat(configuration.calendars()).containsOnlyKeys("night", "day", "weekend");
  }

  @Test
  void takesTheDefaultsFromAFileOfComments() throws Exception {
    assertThat(load("# nothing yet\n")).isEqualTo(loader.load(Optional.empty()));
  }

  @Test
  void laysEveryKeyOverTheDefaults() throws Exception {
    Configuration configuration = load(EVERY_KEY);
    assertThat(configuration.state()).isEqualTo(Path.of("/tmp/state"));
    assertThat(configuration.modeOn(false)).isEqualTo(Mode.ENFORCE);
    assertThat(configuration.namespaceModes()).containsEntry("shop", Mode.DRY_RUN);
    assertThat(configuration.protection().workloads()).containsExactly("shop/payments", "data/db");
    assertThat(configuration.protection().hostProcesses()).isTrue();
    assertThat(configuration.approvals().approvers()).containsEntry("on-call", List.of("kim"));
    assertThat(configuration.rules()).containsExactly(folder.resolve("my-rules"));
    ZoneId newYork = ZoneId.of("America/New_York");
    assertThat(configuration.calendars())
        .containsOnlyKeys("evening", "fridays", "freeze", "night", "day", "weekend");
    assertThat(configuration.calendars().get("evening"))
        .isEqualTo(CalendarConfig.daily(newYork, "18:30-24:00"));
    assertThat(configuration.calendars().get("fridays"))
        .extracting(CalendarConfig::days)
        .isEqualTo(List.of(DayOfWeek.FRIDAY));
    assertThat(configuration.calendars().get("freeze"))
        .extracting(CalendarConfig::parts)
        .isEqualTo(List.of("evening", "fridays"));
    assertThat(configuration.approvals().within()).isEqualTo(Duration.ofMinutes(90));
    assertThat(configuration.approvals().alwaysFor()).containsExactly("kubernetes:scale-to-zero");
    assertThat(configuration.rateLimit().cluster()).isEqualTo(30);
    assertThat(configuration.cluster().practice()).isEqualTo(ClusterConfig.Practice.NEVER);
    assertThat(configuration.http().listen().port()).isZero();
    NotifyConfig.Webhook webhook = configuration.notices().webhook();
    assertThat(webhook).isNotNull();
    assertThat(webhook.url().reveal(Map.of())).isEqualTo("https://hooks.example/T0/secret-token");
    assertThat(webhook.secret()).isNotNull();
    assertThat(webhook.secret().reveal(Map.of("HOOK_KEY", "k"))).isEqualTo("k");
    assertThat(webhook.attempts()).isEqualTo(20);
    assertThat(configuration.toString()).doesNotContain("secret-token");
  }

  @Test
  void theFolderOfThePlaybooksMayStandAloneOrInASectionOfItsOwn() throws Exception {
    assertThat(load("playbooks: mine\n").playbooks()).isEqualTo(folder.resolve("mine"));
    Configuration whole =
        load(
            """
            playbooks:
              folder: mine
              stages:
                - {playbook: "shell-*", namespace: shop, stage: ask}
                - {stage: draft}
            """);
    assertThat(whole.playbooks()).isEqualTo(folder.resolve("mine"));
    assertThat(whole.playbookSettings().stages())
        .containsExactly(
            new StageConfig("shell-*", "shop", Stage.ASK),
            new StageConfig(null, null, Stage.DRAFT));
    assertThat(load("playbooks:\n  stages: [{stage: ask}]\n").playbooks())
        .isEqualTo(Path.of("/opt/nightjar/playbooks"));
    assertThat(errors("playbooks: [a, b]\n").render()).contains("playbooks: must be a mapping");
    assertThat(errors("playbooks: {stages: [{stage: drafts}]}\n").render())
        .contains("must be one of draft, ask, enforce; did you mean \"draft\"?");
  }

  @Test
  void tellsEveryErrorAtOnceWithItsPlace() {
    Golden.check("src/test/resources/golden/config-errors.txt", errors(BROKEN).render() + "\n");
  }

  @Test
  void neverShowsTheLineOfASecret() {
    ConfigErrors errors =
        errors("notify:\n  webhook:\n    urll: https://hooks.example/secret-token\n    url: ''\n");
    assertThat(errors.render()).doesNotContain("secret-token");
    assertThat(errors.problems()).hasSize(2);
    ConfigErrors missing =
        errors("notify:\n  webhook:\n    urll: https://hooks.example/secret-token\n");
    assertThat(missing.render())
        .contains("notify.webhook.url: is missing")
        .doesNotContain("secret-token");
  }

  @Test
  void namesLineAndColumnWhereItIsNoYaml() {
    ConfigProblem problem = errors("mode: enforce\nrules: [a, b\nnode: x\n").problems().getFirst();
    assertThat(problem.message()).startsWith("is not YAML");
    assertThat(problem.line()).isEqualTo(3);
  }

  @Test
  void saysWhenTheNamedFileIsNotThere() {
    ConfigErrors errors =
        catchThrowableOfType(
            ConfigErrors.class, () -> loader.load(Optional.of(folder.resolve("none.yaml"))));
    assertThat(errors.render()).contains("none.yaml: there is no such file");
  }

  @Test
  void everyWayToSayACalendarReachesTheSession() throws Exception {
    Configuration configuration =
        load(
            """
            calendars:
              hours: {zone: UTC, daily: "09:00-17:00"}
              days: {days: [monday]}
              dates: {dates: [2026-12-24]}
              cron: {cron: "* * 6-21 ? * MON-FRI"}
              off: {not: hours}
              both: {allOf: [hours, days]}
              either: {anyOf: [dates, cron]}
            """);
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    List<CalendarSpec> specs = configuration.calendarSpecs(tokyo);
    assertThat(specs)
        .contains(
            CalendarSpec.daily("hours", ZoneId.of("UTC"), "09:00-17:00"),
            new CalendarSpec("days", tokyo, new Rule.Days(Set.of(DayOfWeek.MONDAY))),
            new CalendarSpec("dates", tokyo, new Rule.Dates(Set.of(LocalDate.of(2026, 12, 24)))),
            new CalendarSpec("cron", tokyo, new Rule.Cron("* * 6-21 ? * MON-FRI")),
            new CalendarSpec("off", tokyo, new Rule.Not("hours")),
            new CalendarSpec("both", tokyo, new Rule.AllOf(List.of("hours", "days"))),
            new CalendarSpec("either", tokyo, new Rule.AnyOf(List.of("dates", "cron"))));
    assertThat(new Calendars(specs).names()).contains("night", "either");
  }

  @Test
  void letsTheCommandLineWin() throws Exception {
    Configuration configuration =
        load("cluster: {practice: always}\nnamespaceModes: {shop: dry-run}\n")
            .with(
                new Overrides(
                    Path.of("/s"),
                    Mode.ENFORCE,
                    List.of(Path.of("/r")),
                    Path.of("/p"),
                    Path.of("/k"),
                    null,
                    0));
    assertThat(configuration.state()).isEqualTo(Path.of("/s"));
    assertThat(configuration.modeOn(false)).isEqualTo(Mode.ENFORCE);
    assertThat(configuration.namespaceModes()).isEmpty();
    assertThat(configuration.rules()).containsExactly(Path.of("/r"));
    assertThat(configuration.playbooks()).isEqualTo(Path.of("/p"));
    assertThat(configuration.cluster())
        .isEqualTo(new ClusterConfig(Path.of("/k"), null, ClusterConfig.Practice.NEVER));
    assertThat(configuration.http().listen().port()).isZero();
  }

  @Test
  void aStoreOnAServerNeedsAUserAndHoldsNoPassword() throws Exception {
    assertThat(load("").store().address()).isEqualTo(new StoreAddress.Embedded());
    assertThat(
            load("store: {url: 'jdbc:postgresql://db/nightjar?sslmode=verify-full', user: n,"
                    + " passwordFile: secret}")
                .store()
                .address())
        .isEqualTo(
            new StoreAddress.Server(
                "jdbc:postgresql://db/nightjar?sslmode=verify-full",
                "n",
                folder.resolve("secret")));
    assertThat(errors("store: {url: 'jdbc:postgresql://db/n'}").getMessage())
        .contains("store.user", "is needed");
    assertThat(errors("store: {url: 'jdbc:mysql://db/n', user: n}").getMessage())
        .contains("must begin with jdbc:postgresql:");
    for (String login : List.of("?password=x", "?sslmode=require&user=x")) {
      assertThat(errors("store: {url: 'jdbc:postgresql://db/n" + login + "', user: n}"))
          .hasMessageContaining("neither user nor password");
    }
    assertThat(errors("store: {passwordFile: x}").getMessage()).contains("store.url");
  }

  @Test
  void enginesShareDecidingOnlyWhereAKafkaIsNamed() throws Exception {
    assertThat(load("").kafka()).isNull();
    KafkaConfig kafka =
        Objects.requireNonNull(
            load("kafka: {servers: ['k-0:9093'], user: n, passwordFile: secret}").kafka());
    assertThat(kafka.partitions()).isEqualTo(12);
    assertThat(kafka.settings("here").security())
        .isEqualTo(
            new KafkaSettings.Security(
                true,
                null,
                null,
                new KafkaSettings.Login("SCRAM-SHA-512", "n", folder.resolve("secret"))));
    assertThat(errors("kafka: {servers: []}").getMessage()).contains("kafka.servers", "no broker");
    assertThat(errors("kafka: {servers: ['k']}").getMessage()).contains("host:port");
    assertThat(errors("kafka: {servers: ['k:1'], keep: 3h}").getMessage())
        .contains("kafka.keep", "more than 3h");
    assertThat(errors("kafka: {servers: ['k:1'], user: n}").getMessage())
        .contains("kafka.user", "needed together");
    assertThat(
            errors(
                    "kafka: {servers: ['k:1'], tls: false, mechanism: PLAIN, user: n,"
                        + " passwordFile: p}")
                .getMessage())
        .contains("kafka.mechanism", "needs `tls`");
  }

  @Test
  void retentionKeepsWhatBudgetsAreCountedFrom() throws Exception {
    assertThat(load("retention: {detections: 7d}").retention().settings().detections())
        .isEqualTo(Duration.ofDays(7));
    assertThat(errors("retention: {acts: 1d}\nbudgets: {per: 2d}").getMessage())
        .contains("retention.acts", "at least budgets.per");
    assertThat(errors("retention: {responses: 2d, acts: 3d}").getMessage())
        .contains("retention.responses");
    assertThat(errors("retention: {detections: 1h}").getMessage()).contains("at least 1d");
  }

  @Test
  void everyKeyCanBeShownAndNoSecretIs() throws Exception {
    Configuration configuration =
        load(
            """
            notify:
              channels: {team: {slack: {url: 'https://hooks/secret-77'}}}
              webhook: {url: 'env:HOOK'}
            approvals: {policies: [{name: day, persons: 2}]}
            """);
    List<ShownSetting> shown = ShownSetting.of(configuration);
    assertThat(shown.toString()).doesNotContain("secret-77");
    assertThat(shown)
        .contains(
            new ShownSetting("notify.channels.team.slack.url", "[secret]", false),
            new ShownSetting("notify.webhook.url", "env:HOOK", false),
            new ShownSetting("notify.console", "true", true),
            new ShownSetting("approvals.policies[0].persons", "2", false));
  }

  @Test
  void everySectionSaysWhenAChangeOfItIsInForce() throws Exception {
    for (var component : Configuration.class.getRecordComponents()) {
      assertThat(component.getAnnotation(Setting.class).reload())
          .as(component.getName())
          .isNotEqualTo(Reload.AS_ITS_SECTION);
    }
    Configuration before = load("");
    Configuration after =
        load("http: {limits: {streams: 7}}\nnotify: {console: false, collapse: 1m}\nnode: n2");
    assertThat(ChangedKeys.between(before, after, Reload.RESTART))
        .containsExactly("notify.console", "http.limits.streams", "node");
    assertThat(ChangedKeys.between(before, after, Reload.AT_ONCE))
        .containsExactly("notify.collapse");
  }

  @Test
  void theReferenceInTheDocumentationNamesEveryKey() {
    Golden.checkBetween(
        "../docs/configuration.md",
        "<!-- keys: begin -->",
        "<!-- keys: end -->",
        ConfigReference.markdown(Configuration.defaults(TestSurroundings.FIXED)));
  }

  private Configuration load(String yaml) throws IOException, ConfigErrors {
    return loader.load(Optional.of(Files.writeString(folder.resolve("nightjar.yaml"), yaml)));
  }

  private ConfigErrors errors(String yaml) {
    Path file = folder.resolve("nightjar.yaml");
    ConfigErrors errors =
        catchThrowableOfType(
            ConfigErrors.class, () -> loader.load(Optional.of(Files.writeString(file, yaml))));
    return new ConfigErrors(
        errors.problems().stream()
            .map(
                p ->
                    new ConfigProblem(
                        "nightjar.yaml",
                        p.line(),
                        p.column(),
                        p.path(),
                        p.message(),
                        p.source(),
                        p.hint()))
            .toList());
  }

  private static final String EVERY_KEY =
      """
      state: /tmp/state
      mode: enforce
      namespaceModes:
        shop: dry-run
      protected:
        namespaces: [kube-system]
        workloads: [shop/payments, data/db]
      rules: [my-rules]
      playbooks: my-playbooks
      calendars:
        evening: {zone: America/New_York, daily: "18:30-24:00"}
        fridays: {days: [friday]}
        freeze: {allOf: [evening, fridays]}
      approvals:
        alwaysFor: ["kubernetes:scale-to-zero"]
        within: 1h30m
        groups: [on-call]
        approvers: {on-call: [kim]}
        escalation: [{after: 10m, to: [on-call]}]
      rateLimit: {perAction: 3, per: 5m}
      cluster:
        context: staging
        practice: never
      notify:
        console: false
        file: notices.jsonl
        webhook:
          url: https://hooks.example/T0/secret-token
          secret: env:HOOK_KEY
      http: {listen: "127.0.0.1:0"}
      node: worker-7
      """;

  private static final String BROKEN =
      """
      stat: /tmp/state
      mode: enforced
      namespaceModes:
        shop: dry
      protected:
        namespaces: [kube-system, Shop]
        workloads: payments
      rules: []
      calendars:
        night: {zone: Europe/Berln, daily: "22:00"}
        freeze: {zone: UTC}
        both: {days: [monday], daily: "01:00-02:00"}
        all: {anyOf: [nigt]}
        Weekend: {days: [sunday, sundae]}
      approvals:
        alwaysFor: [scale]
        within: 10
        escalation: [{after: 1h, to: [lead]}, {after: 2m, to: []}]
        policies: [{name: two, persons: 3, calendar: nigth}]
      rateLimit:
        perAction: many
        cluster: 0
      cluster: practice
      notify:
        console: maybe
        webhook: {secret: x}
      http:
        listen: 0.0.0.0:2804
      node: a
      node: b
      """;
}
