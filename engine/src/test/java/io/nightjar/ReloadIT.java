package io.nightjar;

import static io.nightjar.PracticeFolder.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    PracticeFolder practice = new PracticeFolder(folder);
    practice.playbook("rule == \"First\"");
    Path falco =
        Files.writeString(
            folder.resolve("falco.yaml"),
            "rules_files: ["
                + rules
                + "]\nwatch_config_files: false\nsyslog_output: {enabled: true}\n");
    try (Nightjar nightjar = Nightjar.start(practice.options(null, List.of(), falco));
        ControlClient client = practice.client()) {
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
}
