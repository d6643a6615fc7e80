package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientFailureTest {

  @Test
  void tellsRefusalConflictAndAbsenceApart() {
    assertThat(of(401)).isEqualTo(Kind.REFUSED);
    assertThat(of(403)).isEqualTo(Kind.REFUSED);
    assertThat(of(422)).isEqualTo(Kind.REFUSED);
    assertThat(of(409)).isEqualTo(Kind.CONFLICT);
    assertThat(of(429)).isEqualTo(Kind.UNAVAILABLE);
    assertThat(of(503)).isEqualTo(Kind.UNAVAILABLE);
    ClientFailure noAnswer =
        ClientFailure.of(
            new KubernetesClientException("Operation: [get]", new IOException("refused\u001b")));
    assertThat(noAnswer.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(noAnswer.cause()).contains("refused\\u001b");
  }

  @Test
  void aRefusalIsToldWithAllItsWords() {
    String words =
        "networkpolicies.networking.k8s.io is forbidden: User"
            + " \"system:serviceaccount:nightjar:nightjar-engine\" cannot create resource"
            + " \"networkpolicies\" in API group \"networking.k8s.io\" in the namespace"
            + " \"payments-of-the-northern-region\"";
    ClientFailure refused =
        ClientFailure.of(
            new KubernetesClientException(
                new StatusBuilder().withCode(403).withMessage(words).build()));
    assertThat(refused.cause()).isEqualTo(words + " (HTTP 403)");
  }

  @Test
  void wordsWithoutEndAreCut() {
    ClientFailure endless =
        ClientFailure.of(
            new KubernetesClientException(
                new StatusBuilder().withCode(400).withMessage("x".repeat(100_000)).build()));
    assertThat(endless.cause()).hasSizeLessThan(2_000).endsWith("…");
  }

  @Test
  void repeatsAConflictAFewTimesAndThenGivesUp() {
    AtomicInteger attempts = new AtomicInteger();
    Outcome outcome =
        ConflictRetry.execute(
            () -> {
              attempts.incrementAndGet();
              throw exception(409);
            });
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.CONFLICT));
    assertThat(attempts).hasValue(ConflictRetry.ATTEMPTS);
  }

  @Test
  void repeatsNothingElse() {
    AtomicInteger attempts = new AtomicInteger();
    ConflictRetry.execute(
        () -> {
          attempts.incrementAndGet();
          throw exception(403);
        });
    assertThat(attempts).hasValue(1);
  }

  private static Kind of(int code) {
    return ClientFailure.of(exception(code)).kind();
  }

  private static KubernetesClientException exception(int code) {
    return new KubernetesClientException(
        new StatusBuilder().withCode(code).withMessage("because").build());
  }
}
