package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.store.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** {@code rules test}, {@code rules coverage} and what {@code rules list} says of cases. */
class RulesTestCommandTest {
  private static final String RULES =
      """
      - rule: Shadow <read>
        desc: x
        condition: evt.type = openat and fd.name = /etc/shadow and proc.name != login
        output: x
        priority: WARNING
        tags: [mitre_credential_access, T1552.001]
      - rule: Pod made
        desc: x
        condition: ka.verb = create and ka.target.resource = pods
        output: x
        priority: WARNING
        source: k8s_audit
      """;
  private static final String CASES =
      """
      rule: Shadow <read>
      cases:
        - name: cat
          match: true
          processes: [{name: cat}]
          event: {type: openat, name: /etc/shadow, flags: O_RDONLY}
        - name: login
          match: false
          processes: [{name: login}]
          event: {type: openat, name: /etc/shadow, flags: O_RDONLY}
      ---
      rule: Pod made
      cases:
        - name: by kim
          match: true
          audit: {"verb": "create", "objectRef": {"resource": "pods"}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("rules.yaml"), RULES);
    Files.createDirectory(folder.resolve("cases"));
    cases(CASES);
  }

  private void cases(String text) throws IOException {
    Files.writeString(folder.resolve("cases/all.yaml"), text);
  }

  @Test
  void runsTheCasesBesideTheRules() {
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "test", folder.toString())).isZero();

    assertThat(shell.out())
        .contains("1 rules have no near miss: Pod made")
        .endsWith("3 cases, all pass\n");
  }

  @Test
  void failsWhereCasesAreMissingIfThatIsAskedFor() throws IOException {
    TestShell shell = new TestShell(folder);
    Path xml = folder.resolve("results.xml");

    assertThat(
            shell.run("rules", "test", folder.toString(), "--complete", "--junit", xml.toString()))
        .isEqualTo(1);

    assertThat(Files.readString(xml)).contains("Pod made has no near miss");
  }

  @Test
  void tellsWhatMatchedInsteadAndWhichCheckFailed() throws IOException {
    cases(CASES.replace("{name: cat}", "{name: login}"));
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "test", folder.toString())).isEqualTo(1);

    assertThat(shell.out())
        .contains("FAILED Shadow <read>")
        .contains("all.yaml:3:5: error: cat: expected a match, the event matched no rule")
        .contains("rules.yaml:3:72: proc.name != login does not hold, it is login")
        .endsWith("3 cases, 1 failed\n");
  }

  @Test
  void printsJson() throws IOException {
    cases(CASES.replace("match: false", "match: true"));
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "test", folder.toString(), "-o", "json")).isEqualTo(1);

    JsonNode json = Json.MAPPER.readTree(shell.out());
    assertThat(json.path("cases").asInt()).isEqualTo(3);
    assertThat(json.path("failed").asInt()).isEqualTo(1);
    assertThat(json.at("/failures/0/name").asText()).isEqualTo("login");
  }

  @Test
  void writesXmlThatBuildServersRead() throws Exception {
    cases(
        CASES.replace("{name: cat}", "{name: login}").replace("name: cat", "name: \"a<b&\\\"c\""));
    Path xml = folder.resolve("results.xml");
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "test", folder.toString(), "--junit", xml.toString()))
        .isEqualTo(1);

    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(xml)))
            .getDocumentElement();
    Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("name")).isEqualTo("Shadow <read>");
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    Element failed = (Element) suite.getElementsByTagName("testcase").item(0);
    assertThat(failed.getAttribute("name")).isEqualTo("a<b&\"c");
    assertThat(failed.getTextContent()).contains("proc.name != login does not hold");
  }

  @Test
  void casesAndRulesMayLieApart() throws IOException {
    Path rules = Files.createDirectory(folder.resolve("apart")).resolve("r.yaml");
    Files.move(folder.resolve("rules.yaml"), rules);
    String file = folder.resolve("cases/all.yaml").toString();
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "test", file, "--rules", rules.toString())).isZero();
    assertThat(shell.out()).endsWith("3 cases, all pass\n");
    assertThat(shell.run("rules", "test", "--rules", rules.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("there are no cases beside the rules");
    assertThat(shell.run("rules", "test", folder + "/none", "--rules", rules.toString()))
        .isEqualTo(2);
  }

  @Test
  void aCaseThatCannotBeReadIsToldAtItsPlace() throws IOException {
    cases(CASES.replace("flags: O_RDONLY", "flag: O_RDONLY"));
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "test", folder.toString())).isEqualTo(1);
    assertThat(shell.err()).contains("all.yaml:6:").contains("did you mean flags?");
  }

  @Test
  void theListSaysHowManyCasesARuleHas() throws IOException {
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "list", folder.toString())).isZero();
    assertThat(shell.out()).contains("1+1").contains("k8s_audit").contains("T1552.001");
    assertThat(shell.run("rules", "list", "-o", "json", folder.toString())).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).at("/1/cases/matches").asInt()).isEqualTo(1);
  }

  @Test
  void coverageTellsWhatHasARuleAndWhatHasNone() throws IOException {
    TestShell shell = new TestShell(folder);

    assertThat(shell.run("rules", "coverage", folder.toString())).isZero();
    assertThat(shell.out())
        .containsPattern("T1552.001 .*Shadow <read>")
        .containsPattern("T1611 .*none")
        .contains("1 of 39 techniques");
    assertThat(shell.run("rules", "coverage", "-o", "markdown", folder.toString())).isZero();
    assertThat(shell.out()).contains("| T1611 Escape to Host | **none** |");
    assertThat(shell.run("rules", "coverage", "-o", "json", folder.toString())).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).path("version").asText()).startsWith("18");
  }
}
