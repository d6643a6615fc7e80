package io.nightjar.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nightjar.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemasTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  private static List<String> problems(String schema, String yaml) throws Exception {
    List<String> problems = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(YAML.createParser(yaml))) {
      while (documents.hasNext()) {
        problems.addAll(
            SchemaCheck.problems(YAML.readTree(Schemas.text(schema)), documents.next()));
      }
    }
    return problems;
  }

  private static List<Path> files(Path folder, String ending) throws Exception {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nightjar", "playbook", "playbook-cases", "rule-cases"})
  void theSchemasThatAreShippedAreThoseOfTheReaders(String name) {
    Golden.check("../docs/schemas/" + name + ".schema.json", Schemas.text(name));
  }

  @Test
  void everyPlaybookOfTheLibraryIsOfItsSchema() throws Exception {
    List<Path> manifests = files(Path.of("../playbooks"), "/playbook.yaml");
    assertThat(manifests).hasSizeGreaterThan(4);
    for (Path file : manifests) {
      assertThat(problems("playbook", Files.readString(file))).as("%s", file).isEmpty();
    }
    for (Path file : files(Path.of("../playbooks"), ".yaml")) {
      if (file.toString().contains("/cases/")) {
        assertThat(problems("playbook-cases", Files.readString(file))).as("%s", file).isEmpty();
      }
    }
  }

  @Test
  void everyCaseOfARuleIsOfItsSchema() throws Exception {
    List<Path> cases = files(Path.of("../rules/cases"), ".yaml");
    assertThat(cases).hasSizeGreaterThan(10);
    for (Path file : cases) {
      assertThat(problems("rule-cases", Files.readString(file))).as("%s", file).isEmpty();
    }
  }

  @Test
  void whatTheReadersRefuseIsNotOfTheSchema() throws Exception {
    assertThat(problems("playbook", "{title: t, why: w, owner: o, mayAsk: ['kubernetes:isolte']}"))
        .singleElement()
        .asString()
        .contains("/mayAsk/0: is none of the values");
    assertThat(problems("playbook", "{title: t, why: w}")).containsExactly(": owner is missing");
    assertThat(problems("playbook", "{title: t, why: w, owner: o, stge: ask}"))
        .containsExactly(": there is no key stge");
    String cases = "{name: n, start: 2026-11-20T12:00:00Z, given: [%s], expect: [%s]}";
    String begin = "cases: [";
    assertThat(problems("playbook-cases", begin + cases.formatted("", "") + "]")).isEmpty();
    assertThat(problems("playbook-cases", begin + cases.formatted("{at: 5 minutes}", "") + "]"))
        .hasSize(2);
    assertThat(
            problems("playbook-cases", begin + cases.formatted("", "{page: a, skipped: b}") + "]"))
        .isNotEmpty();
    assertThat(
            problems("playbook-cases", begin + cases.formatted("", "{page: a, verdict: no}") + "]"))
        .isNotEmpty();
    assertThat(problems("rule-cases", "{rule: r, cases: [{name: n}]}"))
        .containsExactly("/cases/0: match is missing");
    assertThat(problems("nightjar", "{mode: dryrun}")).hasSize(1);
    assertThat(problems("nightjar", "{budgets: {workloads: 2}}")).hasSize(1);
  }

  @Test
  void whatTheReaderOfTheConfigurationTakesIsOfTheSchema() throws Exception {
    assertThat(
            problems(
                "nightjar",
                """
                state: /var/lib/nightjar
                mode: dry-run
                namespaceModes: {shop: enforce}
                playbooks: my-playbooks
                calendars:
                  night: {daily: '22:00-06:00', zone: Europe/Berlin}
                approvals: {within: 10m, groups: [oncall]}
                falco: /etc/falco/falco.yaml
                """))
        .isEmpty();
    assertThat(
            problems("nightjar", "{playbooks: {folder: x, stages: []}, falco: {priority: error}}"))
        .isEmpty();
  }
}
