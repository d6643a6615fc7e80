package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The alert line has the shape that tools for Falco expect. */
class FalcoJsonTest {
  private static final String RULE =
      """
      - rule: Read sensitive file untrusted
        desc: x
        condition: evt.type = openat
        output: Sensitive file | file=%fd.name port=%fd.sport terminal=%proc.tty upper=%proc.is_exe_upper_layer
        priority: WARNING
        tags: [container, T1555, filesystem]
      """;

  @Test
  void anAlertIsOneLineOfSortedKeys() throws Exception {
    assertThat(render(RULE, "read"))
        .isEqualTo(
            "{\"hostname\":\"node-1\",\"output\":\"00:00:00.123456789: Warning Sensitive file |"
                + " file=/etc/shadow port=<NA> terminal=34816 upper=true container_id=5e908e27d34a"
                + " container_name=web"
                + " container_image_repository=registry.example:5000/shop/nginx"
                + " container_image_tag=1.27 k8s_pod_name=web-1 k8s_ns_name=shop\","
                + "\"output_fields\":{\"container.id\":\"5e908e27d34a\","
                + "\"container.image.repository\":\"registry.example:5000/shop/nginx\","
                + "\"container.image.tag\":\"1.27\",\"container.name\":\"web\","
                + "\"evt.time\":1767225600123456789,\"fd.name\":\"/etc/shadow\",\"fd.sport\":null,"
                + "\"k8s.ns.name\":\"shop\",\"k8s.pod.name\":\"web-1\","
                + "\"proc.is_exe_upper_layer\":true,\"proc.tty\":34816},"
                + "\"priority\":\"Warning\",\"rule\":\"Read sensitive file untrusted\","
                + "\"source\":\"syscall\",\"tags\":[\"T1555\",\"container\",\"filesystem\"],"
                + "\"time\":\"2026-01-01T00:00:00.123456789Z\"}");
  }

  @Test
  void aProcessOfTheHostHasNoPodAndAnEmptyImage() throws Exception {
    JsonNode fields = parse(render(RULE, "host")).get("output_fields");
    assertThat(fields.get("container.id").asText()).isEqualTo("host");
    assertThat(fields.get("container.image.repository").asText()).isEmpty();
    assertThat(fields.get("k8s.pod.name").isNull()).isTrue();
  }

  @Test
  void aRuleWithoutTagsStillHasTheKey() throws Exception {
    String untagged = RULE.substring(0, RULE.indexOf("  tags:"));
    JsonNode alert = parse(render(untagged, "read"));
    List<String> keys = new ArrayList<>();
    alert.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactly(
            "hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time");
    assertThat(alert.get("tags").isEmpty()).isTrue();
  }

  private static JsonNode parse(String line) throws IOException {
    return new ObjectMapper().readTree(line);
  }

  private static String render(String rule, String event) throws RuleErrors {
    RuleSet rules =
        RuleLoader.loadSources(List.of(new SourceFile("t", rule)), RuleSettings.DEFAULT);
    EventFixtures.Fixture fixture = EventFixtures.of(event);
    List<Match> matches =
        new RuleEvaluator(rules).evaluate(fixture.event(), fixture.process(), fixture.container());
    return FalcoJson.render(matches.get(0), "node-1");
  }
}
