package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretUsesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{volumes: [{name: a, secret: {secretName: key}}]}",
        "{volumes: [{name: a, projected: {sources: [{secret: {name: key}}]}}]}",
        "{containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: key, key: x}}}]}]}",
        "{containers: [{}, {envFrom: [{configMapRef: {name: a}}, {secretRef: {name: key}}]}]}",
        "{initContainers: [{envFrom: [{secretRef: {name: key}}]}]}",
        "{imagePullSecrets: [{name: other}, {name: key}]}"
      })
  void findsEveryWayIn(String spec) {
    assertThat(SecretUses.uses(Fixtures.json("{spec: " + spec + "}"), "key")).isTrue();
    assertThat(SecretUses.uses(Fixtures.json("{spec: " + spec + "}"), "ke")).isFalse();
  }

  @Test
  void aConfigMapOfTheSameNameIsNoSecret() {
    assertThat(
            SecretUses.uses(
                Fixtures.json(
                    "{spec: {volumes: [{configMap: {name: key}}],"
                        + " containers: [{envFrom: [{configMapRef: {name: key}}]}]}}"),
                "key"))
        .isFalse();
  }
}
