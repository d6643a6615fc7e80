package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.playbook.dialect.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookCompilerTest {
  private static final String GOOD =
      """
      rule "shell"
        calendars "night"
      when
        $d : Detection( rule == "shell" )
      then
        respond.to($d).isolatePod().because("shell in {pod}");
      end
      """;

  @TempDir Path directory;
  @TempDir Path cache;
  private PlaybookCompiler compiler;

  @BeforeEach
  void newCompiler() {
    compiler = new PlaybookCompiler(cache, TestPlaybooks.CALENDARS.names());
  }

  private List<Problem> problems() {
    PlaybookErrors[] errors = new PlaybookErrors[1];
    assertThatThrownBy(() -> compiler.load(directory))
        .isInstanceOfSatisfying(PlaybookErrors.class, thrown -> errors[0] = thrown);
    return errors[0].problems();
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  @Test
  void loadsAndTellsWhatItLoaded() throws Exception {
    TestPlaybooks.write(directory, Map.of("shell-watch", GOOD));
    CompiledPlaybooks compiled = compiler.load(directory);
    assertThat(compiled.names()).containsExactly("shell-watch");
    assertThat(compiled.playbooks().values())
        .singleElement()
        .satisfies(
            playbook -> {
              assertThat(playbook.rules()).containsExactly("shell");
              assertThat(playbook.calendars()).containsExactly("night");
              assertThat(playbook.manifest().owner()).isEqualTo("tests");
            });
  }

  @Test
  void findsCompiledClassesAgainWhileNothingChanged() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    CompiledPlaybooks first = compiler.load(directory);
    CompiledPlaybooks second = compiler.load(directory);
    TestPlaybooks.write(directory, Map.of("p", GOOD.replace("shell in", "a shell in")));
    CompiledPlaybooks changed = compiler.load(directory);
    assertThat(first.fromCache()).isFalse();
    assertThat(second.fromCache()).isTrue();
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(changed.fromCache()).isFalse();
    assertThat(changed.digest()).isNotEqualTo(first.digest());
    assertThat(cached()).hasSize(2).allMatch(file -> file.toString().endsWith(".zip"));
  }

  @Test
  void compilesAgainWhenTheCacheIsBrokenOrForged() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    CompiledPlaybooks first = compiler.load(directory);
    Files.write(cached().getFirst(), new byte[] {1, 2, 3});
    assertThat(compiler.load(directory).fromCache()).isFalse();
    assertThat(compiler.load(directory).fromCache()).isTrue();

    GeneratedClasses evil =
        DrlBuild.compile(
            Map.of(
                "p",
                new io.nightjar.playbook.dialect.Source(
                    "p", "rule \"a\" when $d : Detection() then System.exit(3); end")),
            new java.util.ArrayList<>());
    new ClassCache(cache).put(first.digest(), evil);
    CompiledPlaybooks afterForgery = compiler.load(directory);
    assertThat(afterForgery.fromCache()).isFalse();
    assertThat(afterForgery.playbooks().values())
        .singleElement()
        .satisfies(playbook -> assertThat(playbook.rules()).containsExactly("shell"));
  }

  @Test
  void keepsTheCacheSmall() throws Exception {
    GeneratedClasses some =
        new GeneratedClasses(
            new java.util.TreeMap<>(Map.of("playbooks.p.X", new byte[] {1})),
            List.of("playbooks.p.X"));
    ClassCache small = new ClassCache(cache);
    for (int i = 0; i < 12; i++) {
      small.put("digest-" + i, some);
    }
    assertThat(cached()).hasSize(8);
  }

  @Test
  void tellsTheProblemsOfAllFilesAtOnce() throws Exception {
    TestPlaybooks.write(
        directory,
        Map.of(
            "a", GOOD.replace("podUid", "x").replace("\"shell\" )", "5 )"), "b", "rule nonsense"));
    Files.writeString(
        directory.resolve("a/playbook.yaml"), "title: x\nwhi: y\nowner: z\nmayAsk: []\n");
    List<Problem> problems = problems();
    assertThat(problems)
        .extracting(Problem::file)
        .allMatch(file -> file.startsWith(directory.toString()));
    assertThat(problems)
        .extracting(problem -> Path.of(problem.file()).getFileName() + ":" + problem.line())
        .contains("playbook.drl:4", "playbook.yaml:2");
    assertThat(problems).anyMatch(problem -> problem.file().contains("/b/"));
    assertThat(problems)
        .filteredOn(problem -> problem.file().endsWith(".yaml"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message()).isEqualTo("there is no key whi here");
              assertThat(problem.hint()).isEqualTo("did you mean 'why'?");
            });
  }

  @Test
  void anActionThatTheManifestDoesNotListIsAnError() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    Files.writeString(
        directory.resolve("p/playbook.yaml"),
        "title: x\nwhy: y\nowner: z\nmayAsk: [process:kill]\n");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message()).contains("kubernetes:isolate-pod");
              assertThat(problem.line()).isEqualTo(6);
              assertThat(problem.column()).isEqualTo(18);
            });
  }

  @Test
  void anUnknownActionInTheManifestIsAnError() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    Files.writeString(
        directory.resolve("p/playbook.yaml"),
        "title: x\nwhy: y\nowner: z\nmayAsk: [kubernetes:isolate-pod, kubernetes:isolate-prod]\n");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.hint()).isEqualTo("did you mean 'kubernetes:isolate-pod'?"));
  }

  @Test
  void referencesAreTechniquesAndAddresses() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    String manifest = "title: x\nwhy: y\nowner: z\nmayAsk: [kubernetes:isolate-pod]\nreferences:\n";
    Path file = directory.resolve("p/playbook.yaml");
    Files.writeString(
        file, manifest + "  - T1611\n  - T1059.004\n  - D3-NI\n  - https://example.com/a?b=c#d\n");
    assertThat(compiler.load(directory).playbooks().values())
        .flatExtracting(playbook -> playbook.manifest().references())
        .containsExactly("T1611", "T1059.004", "D3-NI", "https://example.com/a?b=c#d");
    for (String wrong :
        List.of(
            "1611",
            "T161",
            "T1611.1",
            "t1611",
            "D3-",
            "d3-ni",
            "http://example.com",
            "TA0004",
            "https://example.com/<script>",
            "''")) {
      Files.writeString(file, manifest + "  - T1611\n  - " + wrong + "\n");
      assertThat(problems())
          .as(wrong)
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).endsWith("is no reference"));
    }
    Files.writeString(file, manifest + "  - T1611\n  - ATT&CK\n");
    assertThat(problems()).singleElement().extracting(Problem::line).isEqualTo(7);
  }

  @Test
  void aRuleNameThatTheRulesetDoesNotHaveIsAnErrorWhenTheRulesetIsGiven() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    assertThat(compiler.load(directory, Set.of("shell")).names()).containsExactly("p");
    assertThatThrownBy(() -> compiler.load(directory, Set.of("shells")))
        .isInstanceOf(PlaybookErrors.class)
        .hasMessageContaining("no rule of the ruleset is called 'shell'")
        .hasMessageContaining("did you mean 'shells'?")
        .hasMessageContaining("playbook.drl:4:");
  }

  @Test
  void whatNightjarFindsOutAboutItselfIsKnownBesideTheRuleset() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD.replace("shell", "Sensor lost events")));
    assertThat(compiler.load(directory, Set.of("shell")).names()).containsExactly("p");
  }

  @Test
  void missingFilesAndFoldersAreTold() throws Exception {
    assertThat(problems())
        .extracting(Problem::message)
        .containsExactly("there is no playbook here");
    Files.createDirectories(directory.resolve("Bad_Name"));
    Files.createDirectories(directory.resolve("empty"));
    assertThat(problems())
        .extracting(Problem::message)
        .anyMatch(message -> message.contains("lower-case letters"))
        .anyMatch(message -> message.contains("cannot be read"));
  }

  @Test
  void whoNamesOnePlaybookIsToldToNameTheFolderOfAll() throws Exception {
    TestPlaybooks.write(directory, Map.of("p", GOOD));
    Files.createFile(directory.resolve("playbook.drl"));
    assertThat(problems())
        .extracting(Problem::message)
        .containsExactly("is the folder of one playbook");
  }
}
