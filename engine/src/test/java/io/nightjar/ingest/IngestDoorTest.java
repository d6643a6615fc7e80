package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import io.nightjar.http.Rejection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestDoorTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
  private static final byte[] BODY = "{\"rule\":\"r\"}".getBytes(StandardCharsets.UTF_8);
  private static final String OUTSIDE = "10.1.2.3";

  @TempDir Path folder;
  private IngestDoor closed;
  private IngestDoor open;

  @BeforeEach
  void doors() throws Exception {
    closed =
        door(
            """
            ingest:
              senders:
                sidekick: {token: env:TOKEN, rate: 50}
                node-1: {path: se/cr+et, nodes: [node-1]}
                signer: {key: swordfish}
            """);
    open = door("");
  }

  private IngestDoor door(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("nightjar.yaml"), yaml);
    Configuration configuration =
        new ConfigLoader(TestSurroundings.FIXED)
            .read(Optional.of(file), Overrides.NONE)
            .configuration();
    return IngestDoor.of(configuration.ingest(), Map.of("TOKEN", "t0ken"), () -> NOW);
  }

  @Test
  void aTokenLetsInItsSender() {
    Sender sender = sender(closed, request("/ingest/falco").with("Authorization", "Bearer t0ken"));

    assertThat(sender.name()).isEqualTo("ingest:sidekick");
    assertThat(sender.perSecond()).isEqualTo(50);
    assertThat(sender.may(Permission.INGEST, "")).isTrue();
    assertThat(sender.may(Permission.VIEW, "")).isFalse();
    keptOut(closed, request("/ingest/falco").with("Authorization", "Bearer t0ken2"), 401);
    keptOut(closed, request("/ingest/falco").with("Authorization", "Basic t0ken"), 401);
  }

  @Test
  void aSecretInThePathLetsInItsSenderForItsNodes() {
    Sender sender = sender(closed, request("/ingest/as/se%2Fcr+et/falco"));

    assertThat(sender.speaksOf("node-1")).isTrue();
    assertThat(sender.speaksOf("node-2")).isFalse();
    keptOut(closed, request("/ingest/as/other/falco"), 401);
    keptOut(closed, request("/ingest/as"), 401);
  }

  @Test
  void aSignatureOverTimeAndBodyLetsInItsSender() {
    assertThat(sender(closed, signed(NOW, "swordfish")).name()).isEqualTo("ingest:signer");

    assertThatThrownBy(() -> sender(closed, signed(NOW, "sword")))
        .isInstanceOfSatisfying(Rejection.class, e -> assertStatus(e, 401));
    keptOut(closed, signed(NOW.minusSeconds(301), "swordfish"), 401);
    keptOut(closed, signed(NOW, "swordfish").with("Content-Length", "9000000"), 413);
    keptOut(closed, request("/ingest/falco").with("Nightjar-Signature", "t=1,v1=zz"), 401);
  }

  @Test
  void withoutSendersProgramsOfThisMachineGetInAndNobodyElse() {
    assertThat(sender(open, new FakeIncoming("/ingest/falco", "127.0.0.1")).name())
        .isEqualTo("ingest:this-machine");
    keptOut(open, request("/ingest/falco"), 403);
    keptOut(open, local().with("Origin", "http://evil.example"), 403);
    keptOut(open, local().with("Host", "evil.example"), 403);
    keptOut(open, local().with("X-Forwarded-For", OUTSIDE), 403);
  }

  @Test
  void withSendersThisMachineHasToSayWhoItIs() {
    keptOut(closed, local(), 401);
  }

  private static FakeIncoming local() {
    return new FakeIncoming("/ingest/falco", "127.0.0.1");
  }

  private static FakeIncoming request(String path) {
    return new FakeIncoming(path, OUTSIDE);
  }

  private static FakeIncoming signed(Instant at, String key) {
    String text = at.getEpochSecond() + "." + new String(BODY, StandardCharsets.UTF_8);
    return request("/ingest/falco")
        .with("Content-Length", "" + BODY.length)
        .with(
            "Nightjar-Signature", "t=" + at.getEpochSecond() + ",v1=" + SignedPost.hmac(key, text));
  }

  private static Sender sender(IngestDoor door, FakeIncoming request) {
    Caller caller = door.let(request);
    return door.sender(caller, BODY);
  }

  private static void keptOut(IngestDoor door, FakeIncoming request, int status) {
    assertThatThrownBy(() -> door.let(request))
        .isInstanceOfSatisfying(Rejection.class, e -> assertStatus(e, status));
  }

  private static void assertStatus(Rejection rejection, int status) {
    assertThat(rejection.problem().status()).isEqualTo(status);
  }
}
