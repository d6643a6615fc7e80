package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class TemplateHistoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** With the null in it, the present template would be taken for an earlier one. */
  @Test
  void aRevisionIsTheTemplateWithoutWhatTheServerWroteAroundIt() throws Exception {
    ObjectNode revision =
        (ObjectNode)
            JSON.readTree(
                """
                {"metadata": {"name": "web-1"}, "revision": 3, "data": {"spec": {"template": {
                  "$patch": "replace",
                  "metadata": {"creationTimestamp": null, "labels": {"app": "web"}},
                  "spec": {"containers": [{"name": "main", "resources": {}, "env": null}]}}}}}
                """);
    TemplateHistory.Kept kept = TemplateHistory.ofControllerRevision(revision);
    assertThat(kept.template())
        .isEqualTo(
            JSON.readTree(
                """
                {"metadata": {"labels": {"app": "web"}},
                 "spec": {"containers": [{"name": "main", "resources": {}}]}}
                """));
    assertThat(revision.at("/data/spec/template").has("$patch")).as("what was read stays").isTrue();
  }
}
