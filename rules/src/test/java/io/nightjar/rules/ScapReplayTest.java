package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.scap.ScapSource;
import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A capture that Falco made, replayed against rules: the same alerts each time, Falco's own. */
final class ScapReplayTest {
  private static final String RULES =
      """
      - rule: file opened
        desc: an open or exec that worked
        condition: evt.type in (open, execve) and evt.rawres >= 0
        output: >-
          %evt.num %evt.type %evt.rawtime %evt.res %proc.name %proc.pid %proc.pname %fd.name %container.id
          %user.name %proc.cmdline
        priority: NOTICE
      - rule: library read by cat
        desc: one field of each kind
        condition: >-
          evt.type = open and evt.is_open_read = true and fd.name startswith /lib and
          proc.cmdline = "cat /dev/null" and proc.pname = bash and container.id = host and
          user.name != root and proc.cwd contains dragent
        output: "%fd.name opened by %proc.name"
        priority: WARNING
      """;

  @Test
  void theSameAlertsComeOnEveryRun() throws Exception {
    List<String> first = replay();

    assertThat(first)
        .contains("library read by cat: /lib/x86_64-linux-gnu/libc.so.6 opened by cat")
        .hasSize(6);
    for (int run = 0; run < 3; run++) {
      assertThat(replay()).isEqualTo(first);
    }
  }

  @Test
  void theFieldsAreThoseThatFalcoPrints() throws Exception {
    List<String> expected = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : text("cat_write.every-event.jsonl").lines().toList()) {
      JsonNode event = json.readTree(line).path("output_fields");
      String type = event.path("evt.type").asText();
      if (type.equals("open") || type.equals("execve")) {
        expected.add(
            String.join(
                " ",
                event.path("evt.num").asText(),
                type,
                event.path("evt.time").asText(),
                event.path("evt.res").asText(),
                event.path("proc.name").asText(),
                event.path("proc.pid").asText(),
                "bash",
                event.path("fd.name").isNull() ? "<NA>" : event.path("fd.name").asText(),
                event.path("container.id").asText()));
      }
    }

    List<String> told =
        replay().stream()
            .filter(alert -> alert.startsWith("file opened"))
            .map(alert -> alert.substring("file opened: ".length()))
            .map(alert -> alert.substring(0, alert.indexOf(" host") + " host".length()))
            .toList();

    assertThat(told).hasSize(5).isEqualTo(expected);
  }

  private static List<String> replay() throws IOException, RuleErrors {
    RuleSet set =
        RuleLoader.loadSources(
            List.of(new SourceFile("rules.yaml", RULES)),
            new RuleSettings(RulePriority.DEBUG, RuleMatching.ALL, false, "lab"));
    RuleEvaluator rules = new RuleEvaluator(set);
    List<String> alerts = new ArrayList<>();
    try (ScapSource source =
        ScapSource.open(open("cat_write.scap"), ProcessTable.ofEventsAlone())) {
      while (!source.ended()) {
        source.poll(
            event -> {
              rules.number(source.eventNumber());
              rules
                  .evaluate(event, source.processes().apply(event), ContainerMetadata.UNKNOWN)
                  .forEach(match -> alerts.add(match.rule().name() + ": " + match.output()));
            },
            0);
      }
      assertThat(source.damage()).isNull();
    }
    return alerts;
  }

  private static String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(ScapReplayTest.class.getResourceAsStream(name), name);
  }
}
