package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

class ObjectPatchTest {
  private static final ObjectNode POD =
      Fixtures.json(
          """
          metadata: {resourceVersion: "41", labels: {app: web}}
          spec: {containers: [{name: a}, {name: b}]}
          """);
  private static final String VERSION =
      "{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"41\"}";

  @Test
  void alwaysCarriesTheVersionThatWasRead() {
    ObjectPatch patch = ObjectPatch.of(POD);
    assertThat(patch.isEmpty()).isTrue();
    assertThat(patch.json()).isEqualTo("[" + VERSION + "]");
  }

  @Test
  void makesTheObjectsThatAreMissingOnTheWayAndEscapesKeys() {
    ObjectPatch patch =
        ObjectPatch.of(POD)
            .set("1", "metadata", "annotations", "nightjar.io/a~b")
            .set("2", "metadata", "annotations", "nightjar.io/c");
    assertThat(patch.json())
        .isEqualTo(
            "["
                + VERSION
                + ",{\"op\":\"add\",\"path\":\"/metadata/annotations\","
                + "\"value\":{\"nightjar.io/a~b\":\"1\"}},"
                + "{\"op\":\"add\",\"path\":\"/metadata/annotations/nightjar.io~1c\",\"value\":\"2\"}]");
    assertThat(patch.result().at("/metadata/annotations")).hasSize(2);
  }

  @Test
  void replacesAndRemovesOnlyWhatIsThere() {
    ObjectPatch patch =
        ObjectPatch.of(POD)
            .set("web", "metadata", "labels", "app")
            .remove("metadata", "labels", "none")
            .remove("status", "phase");
    assertThat(patch.isEmpty()).isTrue();
    patch.set("db", "metadata", "labels", "app").remove("metadata", "labels");
    assertThat(patch.json())
        .endsWith(
            ",{\"op\":\"replace\",\"path\":\"/metadata/labels/app\",\"value\":\"db\"},"
                + "{\"op\":\"remove\",\"path\":\"/metadata/labels\"}]");
  }

  @Test
  void reachesIntoListsByIndex() {
    ObjectPatch patch =
        ObjectPatch.of(POD)
            .set(IntNode.valueOf(1), "spec", "containers", "1", "securityContext", "runAsUser")
            .set(TextNode.valueOf("c"), "spec", "containers", "0", "name");
    assertThat(patch.result().at("/spec/containers/1/securityContext/runAsUser").asInt()).isOne();
    assertThat(patch.result().at("/spec/containers/0/name").asText()).isEqualTo("c");
    assertThatThrownBy(() -> ObjectPatch.of(POD).set("x", "spec", "containers", "7"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotTouchWhatWasRead() {
    ObjectNode copy = POD.deepCopy();
    ObjectPatch.of(copy).set("db", "metadata", "labels", "app").remove("spec");
    assertThat(copy).isEqualTo(POD);
  }

  @Test
  void tellsWhatAServerDroppedAndNotWhatItMayLeaveOut() {
    ObjectPatch patch =
        ObjectPatch.of(POD)
            .set(BooleanNode.TRUE, "spec", "suspend")
            .set(BooleanNode.FALSE, "spec", "hostNetwork")
            .set("", "spec", "subdomain")
            .set("x", "metadata", "annotations", "example.com/a~b");
    assertThat(patch.ignoredBy(POD))
        .containsExactly("/spec/suspend", "/metadata/annotations/example.com~1a~0b");
    assertThat(patch.ignoredBy(patch.result())).isEmpty();
  }
}
