package io.nightjar.playbook.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The guide to playbooks: its patterns compile and do what their cases say. */
class GuideTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("nightjar.home", ".."), "docs/playbooks.md");
  private static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
  private static final Pattern PATTERN =
      Pattern.compile(
          "(?m)^### (\\d+)\\. (.+)$(?s:(?:(?!^### ).)*?)^```drl\\n(?s:(.*?))^```"
              + "(?s:(?:(?!^### ).)*?)^```yaml\\n(?s:(.*?))^```");
  private static final Pattern ACTION = Pattern.compile("[a-z]+:[a-z-]+(?=')|process:kill");

  @TempDir static Path temp;

  private record Worked(int number, String title, String drl, String cases) {
    void write() throws IOException {
      Path folder = Files.createDirectories(temp.resolve("playbooks/pattern-" + number));
      Files.createDirectories(folder.resolve("cases"));
      Files.writeString(folder.resolve("playbook.drl"), drl);
      Files.writeString(folder.resolve("cases/guide.yaml"), cases);
      TreeSet<String> actions = new TreeSet<>(List.of("kubernetes:isolate-pod"));
      Matcher named = ACTION.matcher(cases);
      while (named.find()) {
        actions.add(named.group());
      }
      String mayAsk = "['" + String.join("', '", actions) + "']";
      Files.writeString(
          folder.resolve("playbook.yaml"),
          "title: " + title + "\nwhy: the guide\nowner: docs\nmayAsk: " + mayAsk + "\n");
    }
  }

  private static List<Worked> all() throws IOException {
    List<Worked> all = new ArrayList<>();
    Matcher matcher = PATTERN.matcher(Files.readString(GUIDE));
    while (matcher.find()) {
      all.add(
          new Worked(
              Integer.parseInt(matcher.group(1)),
              matcher.group(2),
              matcher.group(3),
              matcher.group(4)));
    }
    return all;
  }

  @Test
  void thereAreTenPatternsEachWithItsCases() throws IOException {
    assertThat(all()).extracting(Worked::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @TestFactory
  Stream<DynamicTest> everyPatternDoesWhatItsCasesSay() throws Exception {
    for (Worked worked : all()) {
      worked.write();
    }
    Path folder = temp.resolve("playbooks");
    CompiledPlaybooks compiled =
        new PlaybookCompiler(temp.resolve("cache"), CALENDARS.names()).load(folder);
    List<Problem> problems = new ArrayList<>();
    List<CaseResult> results = new CaseRunner(compiled, CALENDARS).runAll(folder, problems);
    assertThat(problems).extracting(Problem::render).isEmpty();
    return results.stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.playbook() + ": " + result.name(),
                    () -> assertThat(result.passed()).as(result.render()).isTrue()));
  }
}
