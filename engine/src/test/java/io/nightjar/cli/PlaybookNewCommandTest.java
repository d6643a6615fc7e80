package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookNewCommandTest {

  private static final String RULES =
      """
      - rule: Terminal shell in container
        desc: a shell
        condition: evt.type = execve and proc.name = sh
        output: shell %proc.name
        priority: WARNING
      - rule: A "quoted" \\rule
        desc: hostile
        condition: evt.type = connect
        output: x
        priority: DEBUG
      """;

  @TempDir Path folder;

  private TestShell shell() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/rules.yaml"), RULES);
    return new TestShell(folder);
  }

  @Test
  void whatItWritesPassesCheckAndTestWhateverTheAction() throws Exception {
    TestShell shell = shell();
    String books = folder.resolve("playbooks").toString();
    int made = 0;
    for (AskMethod method : PlaybookWords.vocabulary().asks().values()) {
      String name = method.method().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      assertThat(shell.run("playbook", "new", name, "--action", method.actionId()))
          .as(shell.err())
          .isZero();
      made++;
    }
    assertThat(made).isGreaterThan(25);
    assertThat(shell.run("playbook", "check", books)).as(shell.err()).isZero();
    shell.out();
    int code = shell.run("playbook", "test", books);
    String printed = shell.out();
    assertThat(code).as(printed).isZero();
    assertThat(printed).contains(" 0 failed");
  }

  @Test
  void saysWhatItWroteAndWhatComesNext() throws Exception {
    TestShell shell = shell();
    assertThat(shell.run("playbook", "new", "mine", "--dir", folder.resolve("b").toString()))
        .as(shell.err())
        .isZero();
    assertThat(shell.out())
        .contains(
            "b/mine/cases/mine.yaml", "b/mine/playbook.drl", "next: ./nightjar playbook check");
    assertThat(folder.resolve("b/mine/playbook.yaml")).content().contains("kubernetes:isolate-pod");
  }

  @Test
  void aRuleWithAnUnkindNameStaysAText() throws Exception {
    TestShell shell = shell();
    String[] args = {"playbook", "new", "unkind", "--rule", "A \"quoted\" \\rule"};
    assertThat(shell.run(args)).as(shell.err()).isZero();
    String books = folder.resolve("playbooks").toString();
    assertThat(shell.run("playbook", "check", books)).as(shell.err()).isZero();
    assertThat(shell.run("playbook", "test", books)).as(shell.out()).isZero();
  }

  @Test
  void overwritesNothing() throws Exception {
    TestShell shell = shell();
    Path mine = Files.createDirectories(folder.resolve("playbooks/mine"));
    assertThat(shell.run("playbook", "new", "mine")).isEqualTo(2);
    assertThat(shell.err()).contains("is there already");
    assertThat(mine).isEmptyDirectory();
  }

  @Test
  void knowsWhatWasMeant() throws Exception {
    TestShell shell = shell();
    assertThat(shell.run("playbook", "new", "My Playbook")).isEqualTo(2);
    assertThat(shell.err()).contains("not the name of a playbook");
    assertThat(shell.run("playbook", "new", "../mine")).isEqualTo(2);
    assertThat(shell.run("playbook", "new", "mine", "--rule", "Terminal shel in container"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("did you mean 'Terminal shell in container'?");
    assertThat(shell.run("playbook", "new", "mine", "--action", "kubernetes:isolate-pd"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("did you mean 'kubernetes:isolate-pod'?");
    assertThat(folder.resolve("playbooks")).doesNotExist();
  }

  @Test
  void namesTheSchemasWhereTheyLie() throws Exception {
    TestShell shell = shell();
    Files.createDirectories(folder.resolve("docs/schemas"));
    assertThat(shell.run("playbook", "new", "mine")).isZero();
    Path mine = folder.resolve("playbooks/mine");
    assertThat(mine.resolve("playbook.yaml"))
        .content()
        .startsWith("# yaml-language-server: $schema=../../docs/schemas/playbook.schema.json\n");
    assertThat(mine.resolve("cases/mine.yaml"))
        .content()
        .startsWith(
            "# yaml-language-server: $schema=../../../docs/schemas/playbook-cases.schema.json\n");
  }
}
