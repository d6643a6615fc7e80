package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

abstract class DeleteSecretContract extends ActionContract {

  @Override
  Action action(KubernetesClient client) {
    return new DeleteSecret(client, intents());
  }

  private SecretTarget secret() {
    Secret made =
        create(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName("registry-token")
                .endMetadata()
                .withStringData(Map.of("password", "hunter2"))
                .build());
    return new SecretTarget(namespace(), "registry-token", made.getMetadata().getUid());
  }

  private boolean stands() {
    return client().secrets().inNamespace(namespace()).withName("registry-token").get() != null;
  }

  @Test
  void theSecretGoesAndItsValueIsNowhere() {
    SecretTarget target = secret();
    Outcome.Succeeded done = succeed(target);
    assertThat(stands()).isFalse();
    assertThat(done.beforeState()).isEqualTo(NullNode.getInstance());
    assertThat(done.toString()).doesNotContain("hunter2").doesNotContain("aHVudGVyMg");
    assertThat(done.warnings())
        .anyMatch(warning -> warning.contains("revoke the credential where it was issued"));
  }

  @Test
  void tellsWhichPodsUseIt() {
    SecretTarget target = secret();
    create(
        new PodBuilder(Fixtures.pod(namespace(), "reader", Map.of()))
            .editSpec()
            .addNewVolume()
            .withName("token")
            .withNewSecret()
            .withSecretName("registry-token")
            .endSecret()
            .endVolume()
            .endSpec()
            .build());
    create(Fixtures.pod(namespace(), "stranger", Map.of()));
    assertThat(succeed(target).warnings())
        .anyMatch(warning -> warning.endsWith("cannot start again without it: reader"));
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    SecretTarget target = secret();
    succeed(target);
    assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void whatThisResponseDeletedIsRecoveredWhereItsAnswerWasLost() {
    SecretTarget target = secret();
    ActionRequest asked = request("r-1", target, Parameters.NONE, false);
    assertThat(action(client()).recover(asked)).isEmpty();
    succeed(target);
    assertThat(action(client()).recover(asked).orElseThrow().warnings())
        .anyMatch(warning -> warning.startsWith("the answer was lost"));
    assertThat(action(client()).recover(request("r-2", target, Parameters.NONE, false))).isEmpty();
  }

  @Test
  void anotherOneUnderTheSameNameIsNotTouched() {
    secret();
    assertFailed(
        execute(new SecretTarget(namespace(), "registry-token", "another")), Kind.WRONG_TARGET);
    assertThat(stands()).isTrue();
  }

  @Test
  void aDryRunDeletesNothing() {
    SecretTarget target = secret();
    assertThat(
            succeeded(action(client()).execute(request("r", target, Parameters.NONE, true)))
                .changes())
        .allMatch(change -> change.startsWith("dry run: "));
    assertThat(stands()).isTrue();
  }

  @Test
  void nothingBringsItBack() {
    assertThat(undo(secret(), NullNode.getInstance())).isInstanceOf(UndoOutcome.Failed.class);
  }
}
