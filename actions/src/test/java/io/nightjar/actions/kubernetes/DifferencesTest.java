package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  @Test
  void namesEveryPathWithBothValues() {
    JsonNode left = Fixtures.json("{a: 1, gone: x, list: [1, 2], same: {k: v}}");
    JsonNode now = Fixtures.json("{a: 2, list: [1, 3, 4], same: {k: v}, n/ew: true}");
    assertThat(Differences.between("/spec", left, now))
        .containsExactlyInAnyOrder(
            "/spec/a: left 1, now 2",
            "/spec/gone: left \"x\", now absent",
            "/spec/list/1: left 2, now 3",
            "/spec/list/2: left absent, now 4",
            "/spec/n~1ew: left absent, now true");
    assertThat(Differences.between("/spec", left, left.deepCopy())).isEmpty();
  }

  @Test
  void theOrderOfFieldsIsNoDifference() {
    assertThat(
            Differences.between("", Fixtures.json("{a: 1, b: 2}"), Fixtures.json("{b: 2, a: 1}")))
        .isEmpty();
    assertThat(Fingerprint.of(Fixtures.json("{a: 1, b: {c: 1, d: 2}}")))
        .isEqualTo(Fingerprint.of(Fixtures.json("{b: {d: 2, c: 1}, a: 1}")))
        .isNotEqualTo(Fingerprint.of(Fixtures.json("{b: {d: 2, c: 1}, a: 2}")));
  }

  @Test
  void cutsLongListsAndEscapesHostileText() {
    ObjectNode now = JsonNodeFactory.instance.objectNode();
    for (int label = 0; label < 50; label++) {
      now.put("l" + label, "\u202e");
    }
    List<String> lines =
        Differences.between("/metadata/labels", JsonNodeFactory.instance.objectNode(), now);
    assertThat(lines).hasSize(21).last().isEqualTo("and 30 more");
    assertThat(lines).noneMatch(line -> line.contains("\u202e"));
  }

  @Test
  void theTypeOfANumberIsNoDifference() {
    JsonNode left = JsonNodeFactory.instance.objectNode().put("replicas", 3L);
    JsonNode now = JsonNodeFactory.instance.objectNode().put("replicas", 3);
    assertThat(Differences.between("/spec", left, now)).isEmpty();
    JsonNode other = JsonNodeFactory.instance.objectNode().put("replicas", 4);
    assertThat(Differences.between("/spec", left, other))
        .containsExactly("/spec/replicas: left 3, now 4");
  }

  @Test
  void valuesOfEnvironmentVariablesAreHiddenButCompared() {
    JsonNode one = template("hunter2");
    JsonNode redacted = Redaction.of(one, "uid-1");
    assertThat(redacted.toString()).doesNotContain("hunter2").contains("TOKEN", "valueFrom");
    assertThat(redacted).isEqualTo(Redaction.of(template("hunter2"), "uid-1"));
    assertThat(redacted).isNotEqualTo(Redaction.of(template("hunter3"), "uid-1"));
    assertThat(redacted).isNotEqualTo(Redaction.of(template("hunter2"), "uid-2"));
    assertThat(one.toString()).contains("hunter2");
  }

  private static JsonNode template(String secret) {
    return Fixtures.json(
        """
        containers:
          - name: main
            env:
              - {name: TOKEN, value: %s}
              - {name: REF, valueFrom: {secretKeyRef: {name: s, key: k}}}
        """
            .formatted(secret));
  }
}
