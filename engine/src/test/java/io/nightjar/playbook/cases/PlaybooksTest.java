package io.nightjar.playbook.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every playbook that Nightjar brings, by its own cases. */
class PlaybooksTest {
  private static final Path PLAYBOOKS = Library.FOLDER;
  private static final Calendars CALENDARS = Library.CALENDARS;

  @TempDir static Path cache;

  private static CompiledPlaybooks compiled() throws PlaybookErrors {
    return Library.compile();
  }

  @TestFactory
  Stream<DynamicTest> everyCasePasses() throws PlaybookErrors {
    List<Problem> problems = new ArrayList<>();
    List<CaseResult> results = new CaseRunner(compiled(), CALENDARS).runAll(PLAYBOOKS, problems);
    assertThat(problems).extracting(Problem::render).isEmpty();
    assertThat(results).hasSizeGreaterThan(200);
    return results.stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.playbook() + ": " + result.name(),
                    () -> assertThat(result.passed()).as(result.render()).isTrue()));
  }

  @Test
  void aPlaybookWithoutCasesFails(@TempDir Path directory) throws Exception {
    Path copy = Files.createDirectory(directory.resolve("escalation"));
    for (String file : List.of("playbook.drl", "playbook.yaml")) {
      Files.copy(PLAYBOOKS.resolve("escalation").resolve(file), copy.resolve(file));
    }
    CompiledPlaybooks alone = new PlaybookCompiler(cache, CALENDARS.names()).load(directory);
    List<CaseResult> results =
        new CaseRunner(alone, CALENDARS).runAll(directory, new ArrayList<>());
    assertThat(results).extracting(CaseResult::passed).containsExactly(false);
    assertThat(results.getFirst().render()).contains("there is no cases/*.yaml");
  }

  @Test
  void aCaseThatExpectsSomethingElseFails() throws Exception {
    CompiledPlaybooks compiled = compiled();
    List<Problem> problems = new ArrayList<>();
    CaseFile file = CaseFile.readAll(PLAYBOOKS.resolve("shell-in-container"), problems).getFirst();
    PlaybookCase night = file.cases().getFirst();
    PlaybookCase day = file.cases().get(1);
    PlaybookCase swapped =
        new PlaybookCase("swapped", night.start(), night.given(), null, null, null, day.expect());
    PlaybookCase silent =
        new PlaybookCase("silent", night.start(), night.given(), null, null, null, List.of());
    PlaybookCase deaf =
        new PlaybookCase("deaf", night.start(), List.of(), null, null, null, night.expect());
    CaseRunner runner = new CaseRunner(compiled, CALENDARS);
    assertThat(runner.run("shell-in-container", file.file(), swapped).differences())
        .containsExactly(
            "~ differs:     request kubernetes:isolate-pod of pod shop/web-1 at 0s: terminal shell"
                + " bash (parent containerd-shim) in shop/web-1 at night",
            "    approval  expected within 10m  came none");
    assertThat(runner.run("shell-in-container", file.file(), silent).differences())
        .singleElement()
        .asString()
        .startsWith("+ came, not expected:     request kubernetes:isolate-pod of pod shop/web-1");
    assertThat(runner.run("shell-in-container", file.file(), deaf).differences())
        .containsExactly(
            "- expected, did not come: request kubernetes:isolate-pod of pod shop/web-1 at 0s:"
                + " … terminal shell bash …");
  }

  @Test
  void aBrokenCaseFileIsToldWithItsLine(@TempDir Path directory) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("cases"));
    Files.writeString(
        folder.resolve("broken.yaml"),
        """
        cases:
          - name: x
            start: 2026-11-20T12:00:00Z
            utnil: 1h
            given: []
            expect: []
        """);
    List<Problem> problems = new ArrayList<>();
    assertThat(CaseFile.readAll(directory, problems)).isEmpty();
    assertThat(problems).singleElement().extracting(Problem::line).isEqualTo(4);
    assertThat(problems.getFirst().message()).contains("utnil");
    assertThat(problems.getFirst().hint()).isEqualTo("did you mean 'until'?");
  }
}
