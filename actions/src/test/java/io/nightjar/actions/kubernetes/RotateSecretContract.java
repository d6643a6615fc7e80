package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.UndoOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

abstract class RotateSecretContract extends ActionContract {
  private static final Parameters PASSWORD = Parameters.NONE.with("keys", "password");

  @Override
  Action action(KubernetesClient client) {
    return new RotateSecret(client);
  }

  private SecretTarget secret() {
    Secret made =
        create(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName("database")
                .endMetadata()
                .withStringData(Map.of("password", "hunter2", "user", "shop"))
                .build());
    return new SecretTarget(namespace(), "database", made.getMetadata().getUid());
  }

  private Secret now() {
    return client().secrets().inNamespace(namespace()).withName("database").get();
  }

  private String value(String key) {
    return new String(Base64.getDecoder().decode(now().getData().get(key)), StandardCharsets.UTF_8);
  }

  @Test
  void theKeyHasANewValueThatIsNowhereElseAndTheOthersStay() {
    Outcome.Succeeded done = succeed(secret(), PASSWORD);

    String fresh = value("password");
    assertThat(fresh).matches("[A-Za-z0-9]{32}");
    assertThat(value("user")).isEqualTo("shop");
    assertThat(done.changes()).containsExactly("key password: a new value of 32 characters");
    assertThat(done.beforeState()).isEqualTo(NullNode.getInstance());
    assertThat(done.toString() + now().getMetadata())
        .doesNotContain(fresh)
        .doesNotContain(now().getData().get("password"))
        .doesNotContain("hunter2");
    assertThat(done.warnings())
        .anyMatch(one -> one.contains("cannot be taken back"))
        .anyMatch(one -> one.contains("has to learn the new value"));
  }

  @Test
  void lengthAndAlphabetAreAsAskedForAndNoTwoValuesAreEqual() {
    SecretTarget target = secret();
    Parameters asked =
        Parameters.NONE
            .with("keys", List.of("user", "password"))
            .with("length", "48")
            .with("alphabet", "hex");
    succeed(target, asked);
    String first = value("password");
    assertThat(first).matches("[0-9a-f]{48}").isNotEqualTo(value("user"));
    succeeded(action(client()).execute(request("r-2", target, asked, false)));
    assertThat(value("password")).isNotEqualTo(first);
  }

  @Test
  void theSameResponseDoesItOnce() {
    SecretTarget target = secret();
    ActionRequest asked = request("r-1", target, PASSWORD, false);
    assertThat(action(client()).recover(asked)).isEmpty();
    succeed(target, PASSWORD);
    String fresh = value("password");
    assertThat(execute(target, PASSWORD)).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(value("password")).isEqualTo(fresh);
    assertThat(action(client()).recover(asked).orElseThrow().changes())
        .containsExactly("key password: a new value, by an earlier run");
    assertThat(action(client()).recover(request("r-2", target, PASSWORD, false))).isEmpty();
  }

  @Test
  void aDryRunChangesNothing() {
    SecretTarget target = secret();
    Secret before = now();
    assertThat(succeeded(action(client()).execute(request("r", target, PASSWORD, true))).changes())
        .allMatch(change -> change.startsWith("dry run: "));
    assertThat(now()).isEqualTo(before);
  }

  @Test
  void anotherOneUnderTheSameNameIsNotTouched() {
    secret();
    Secret before = now();
    assertFailed(
        execute(new SecretTarget(namespace(), "database", "another"), PASSWORD), Kind.WRONG_TARGET);
    assertThat(now()).isEqualTo(before);
    assertThat(execute(new SecretTarget(namespace(), "never-was", "u"), PASSWORD))
        .isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void aKeyThatIsNotThereIsNotMade() {
    SecretTarget target = secret();
    Secret before = now();
    Outcome outcome = execute(target, Parameters.NONE.with("keys", List.of("password", "pasword")));
    assertFailed(outcome, Kind.REFUSED);
    assertThat(((Outcome.Failed) outcome).cause()).contains("a key of these is not there");
    assertThat(now()).isEqualTo(before);
  }

  @Test
  void anImmutableSecretIsRefused() {
    SecretTarget target = secret();
    client()
        .secrets()
        .inNamespace(namespace())
        .withName("database")
        .edit(found -> new SecretBuilder(found).withImmutable(true).build());
    assertFailed(execute(target, PASSWORD), Kind.REFUSED);
    assertThat(value("password")).isEqualTo("hunter2");
  }

  @Test
  void nonsenseIsRefused() {
    SecretTarget target = secret();
    for (Parameters wrong :
        List.of(
            Parameters.NONE,
            PASSWORD.with("length", "8"),
            PASSWORD.with("length", "2000"),
            PASSWORD.with("length", "many"),
            PASSWORD.with("alphabet", "greek"),
            Parameters.NONE.with("keys", "../x"),
            Parameters.NONE.with("keys", "tls.key"))) {
      assertFailed(execute(target, wrong), Kind.UNSUPPORTED);
    }
    assertFailed(execute(bare("lone"), PASSWORD), Kind.UNSUPPORTED);
  }

  @Test
  void tellsWhichWorkloadsHaveToBeRestarted() {
    SecretTarget target = secret();
    podOf(
        workload(
            Fixtures.workload("Deployment", namespace(), "web", Fixtures.OLD_IMAGE)
                .replace("emptyDir: {}", "secret: {secretName: database}")));
    podOf(workload("Deployment", "stranger"));
    assertThat(succeed(target, PASSWORD).warnings())
        .anyMatch(one -> one.endsWith("what they have read stays with them: Deployment web"));
  }

  @Test
  void nothingBringsTheOldValueBack() {
    assertThat(undo(secret(), NullNode.getInstance())).isInstanceOf(UndoOutcome.Failed.class);
  }
}
