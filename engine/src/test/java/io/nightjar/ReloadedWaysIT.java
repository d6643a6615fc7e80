package io.nightjar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.config.ShownSetting;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Nightjar whose ways in and out change while it runs. */
class ReloadedWaysIT {

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void sendersPortsFilesChannelsAndSecretsChangeWhileItRunsAndNothingIsLost() throws Exception {
    int[] ports = freePorts();
    Path token = Files.writeString(folder.resolve("token"), "first\n");
    Path tailed = Files.writeString(folder.resolve("alerts"), alert(1) + "\n");
    Path other = folder.resolve("others");
    Path config = folder.resolve("nightjar.yaml");
    String ingest =
        "ingest: {senders: {falco: {token: 'file:%s'}}, listen: '127.0.0.1:%d', files: [%s]}\n";
    String rest = "notify: {file: " + folder.resolve("notices") + "}\n";
    Files.writeString(config, ingest.formatted(token, ports[0], "{path: alerts}") + rest);
    PracticeFolder practice = new PracticeFolder(folder);
    practice.playbook("rule == \"R\", source == \"none\"");
    Path rules = Files.writeString(folder.resolve("rules.yaml"), PracticeFolder.rule("R"));
    try (Nightjar nightjar = Nightjar.start(practice.options(config, List.of(rules), null));
        ControlClient client = practice.client()) {
      URI first = URI.create("http://127.0.0.1:" + ports[0]);
      assertThat(post(first, "first", alert(2))).isEqualTo(200);
      assertThat(post(first, "second", alert(3))).isEqualTo(401);
      await().until(() -> accepted(client) == 2);

      // a Secret's rotation; nobody asks for a reload
      Path fresh = Files.writeString(folder.resolve("..token"), "second\n");
      Files.move(fresh, token, StandardCopyOption.REPLACE_EXISTING);
      await().atMost(Duration.ofSeconds(20)).until(() -> post(first, "second", alert(3)) == 200);
      assertThat(post(first, "first", alert(4))).isEqualTo(401);

      // another port, and a second file: the first one goes on where it was
      Files.writeString(other, alert(5) + "\n");
      Files.writeString(tailed, alert(1) + "\n" + alert(6) + "\n");
      Files.writeString(
          config,
          ingest.formatted(token, ports[1], "{path: alerts}, {path: others}")
              + rest
              + "http: {limits: {streams: 7}}\n");
      client.reload("kim");
      assertThat(post(URI.create("http://127.0.0.1:" + ports[1]), "second", alert(7)))
          .isEqualTo(200);
      assertThatThrownBy(() -> post(first, "second", alert(8)))
          .isInstanceOf(ConnectException.class);
      await().until(() -> accepted(client) == 6);
      assertThat(nightjar.server().url("ingest.listen").getPort()).isEqualTo(ports[1]);
      Status changed = client.status();
      assertThat(changed.broken().toString())
          .contains("in force from the next start on=http.limits.streams");
      assertThat(changed.counters().get("reloads")).isPositive();
      assertThat(client.configuration())
          .contains(
              new ShownSetting("ingest.senders.falco.token", "file:" + token, false),
              new ShownSetting("ingest.listen", "127.0.0.1:" + ports[1], false),
              new ShownSetting("http.limits.streams", "7", true));

      // what cannot be had changes nothing, and is told with its place
      Files.writeString(
          config, ingest.formatted(folder.resolve("none"), ports[1], "{path: alerts}") + rest);
      assertThatThrownBy(() -> client.reload("kim"))
          .isInstanceOf(ControlFailure.Refused.class)
          .hasMessageContaining(
              config + ":1:35: ingest.senders.falco.token: cannot read the secret");
      try (ServerSocket taken = new ServerSocket(0)) {
        Files.writeString(
            config, ingest.formatted(token, taken.getLocalPort(), "{path: alerts}") + rest);
        int column = Files.readString(config).indexOf("'127.0.0.1") + 1;
        assertThatThrownBy(() -> client.reload("kim"))
            .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
            .hasMessageContaining(config + ":1:" + column + ": ingest.listen: ");
      }
      assertThat(post(URI.create("http://127.0.0.1:" + ports[1]), "second", alert(9)))
          .isEqualTo(200);
      Status broken = client.status();
      assertThat(broken.broken().toString()).contains("cannot listen on");
      assertThat(broken.counters().get("reloads refused")).isPositive();
      assertThat(broken.losses().values()).containsOnly(0L);
    }
  }

  private static long accepted(ControlClient client) throws Exception {
    return client.status().counters().getOrDefault("ingest.accepted", -1L);
  }

  private int post(URI to, String token, String body) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(to.resolve("/ingest/falco"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static String alert(int number) {
    return """
    {"hostname":"node-1","output":"o %d","priority":"Notice","rule":"R","source":"syscall",\
    "tags":[],"time":"2026-11-20T03:00:%02d.000000000Z","output_fields":{"proc.name":"p%d"}}\
    """
        .formatted(number, number, number);
  }

  private static int[] freePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      return new int[] {one.getLocalPort(), two.getLocalPort()};
    }
  }
}
