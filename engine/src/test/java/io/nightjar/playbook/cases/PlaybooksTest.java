package io.nightjar.playbook.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every playbook that Nightjar brings, by its own cases. */
class PlaybooksTest {
  private static final Path PLAYBOOKS = Path.of("..", "playbooks");
  private static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));

  @TempDir static Path cache;

  private static CompiledPlaybooks compiled() throws PlaybookErrors {
    return new PlaybookCompiler(cache, CALENDARS.names()).load(PLAYBOOKS);
  }

  @TestFactory
  Stream<DynamicTest> everyCasePasses() throws PlaybookErrors {
    List<Problem> problems = new ArrayList<>();
    List<CaseResult> results = new CaseRunner(compiled(), CALENDARS).runAll(PLAYBOOKS, problems);
    assertThat(problems).extracting(Problem::render).isEmpty();
    assertThat(results).hasSizeGreaterThan(15);
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
        new PlaybookCase("swapped", night.start(), night.given(), null, day.expect());
    PlaybookCase silent = new PlaybookCase("silent", night.start(), night.given(), null, List.of());
    PlaybookCase deaf = new PlaybookCase("deaf", night.start(), List.of(), null, night.expect());
    CaseRunner runner = new CaseRunner(compiled, CALENDARS);
    assertThat(runner.run("shell-in-container", file.file(), swapped).differences())
        .singleElement()
        .asString()
        .contains("approval: expected");
    assertThat(runner.run("shell-in-container", file.file(), silent).differences())
        .singleElement()
        .asString()
        .startsWith("asked but not expected: request kubernetes:isolate-pod");
    assertThat(runner.run("shell-in-container", file.file(), deaf).differences())
        .containsExactly("expected but not asked: request kubernetes:isolate-pod");
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
