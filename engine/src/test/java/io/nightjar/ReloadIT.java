package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.cli.RunOptions;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Nightjar, with the kernel where there is one, whose files change while it runs. */
class ReloadIT {

  @TempDir Path folder;

  @Test
  void aWrongFileAmongGoodOnesLeavesTheOldRulesInForceUntilItIsMended() throws Exception {
    Path rules = Files.createDirectory(folder.resolve("rules"));
    Path good = Files.writeString(rules.resolve("good.yaml"), rule("First"));
    Path other = Files.writeString(rules.resolve("other.yaml"), rule("Second"));
    playbook();
    Path falco =
        Files.writeString(
            folder.resolve("falco.yaml"),
            "rules_files: ["
                + rules
                + "]\nwatch_config_files: false\nsyslog_output: {enabled: true}\n");
    try (Nightjar nightjar = Nightjar.start(options(falco));
        ControlClient client = ControlClient.open(folder.resolve("state"))) {
      assertThat(nightjar.controlUrl().getPort()).isPositive();
      assertThat(client.status().rules()).isEqualTo(2);
      assertThat(client.reload("kim")).isEmpty();

      Files.writeString(good, rule("First") + rule("Third"));
      assertThat(client.reload("kim")).containsExactly("rule added: Third");
      assertThat(client.status().rules()).isEqualTo(3);

      Files.writeString(good, rule("First"));
      Files.writeString(other, rule("Second").replace("proc.name", "proc.nmae"));
      assertThatThrownBy(() -> client.reload("kim"))
          .isInstanceOf(ControlFailure.Refused.class)
          .hasMessageContaining(other + ":3:")
          .hasMessageContaining("proc.name");
      Status broken = client.status();
      assertThat(broken.rules()).isEqualTo(3);
      assertThat(broken.broken().toString()).contains(other + ":3:");

      Files.writeString(other, rule("Second").replace("NOTICE", "ERROR"));
      String self = Long.toString(ProcessHandle.current().pid());
      assertThat(new ProcessBuilder(List.of("kill", "-HUP", self)).start().waitFor()).isZero();
      await().until(() -> client.status().rules() == 2);
      await().until(() -> client.status().broken().isEmpty());

      Path alerts = folder.resolve("alerts");
      Files.writeString(
          falco,
          Files.readString(falco)
              + "grpc: {enabled: true}\nfile_output: {enabled: true, filename: "
              + alerts
              + "}\n");
      assertThat(client.reload("kim"))
          .containsExactly(
              "configuration changed",
              "means nothing here: grpc: there is no gRPC; use http_output");
      assertThat(client.status().counters()).containsEntry("alerts file", 0L);
      assertThat(client.status().losses()).containsEntry("alerts file", 0L);

      Files.writeString(falco, Files.readString(falco).replace("/alerts", "/no/such/alerts"));
      assertThatThrownBy(() -> client.reload("kim"))
          .hasMessageContaining("file_output: there is no folder");
      assertThat(client.status().counters()).containsKey("alerts file");
    }
  }

  private static String rule(String name) {
    return """
    - rule: %s
      desc: a
      condition: evt.type = execve and proc.name = nobody-%s
      output: ran
      priority: NOTICE
    """
        .formatted(name, name);
  }

  private void playbook() throws Exception {
    Path playbook = Files.createDirectories(folder.resolve("playbooks/first"));
    Files.writeString(
        playbook.resolve("playbook.drl"),
        """
        rule "first"
        when
          $d : Detection( rule == "First" )
        then
          respond.to($d).isolatePod().because("first");
        end
        """);
    Files.writeString(
        playbook.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [kubernetes:isolate-pod]\n");
  }

  private RunOptions options(Path falco) throws Exception {
    Surroundings around =
        new Surroundings(
            Map.of(),
            folder,
            folder,
            folder.resolve("none.yaml"),
            Surroundings.ofThisProcess().root(),
            "node-1",
            ZoneId.of("UTC"));
    Overrides overrides =
        new Overrides(
                folder.resolve("state"),
                null,
                List.of(),
                folder.resolve("playbooks"),
                null,
                Practice.ALWAYS,
                0)
            .withFalco(falco, List.of());
    return new RunOptions(
        Optional.empty(),
        new ConfigLoader(around).read(Optional.empty(), overrides),
        overrides,
        InstantSource.system(),
        Duration.ZERO,
        around);
  }
}
