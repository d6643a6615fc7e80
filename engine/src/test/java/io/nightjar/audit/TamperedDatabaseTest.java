package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody with the database does to the log, each in a file of {@code audit-tampered} named
 * for what was done; its first lines say what the verification has to find.
 */
class TamperedDatabaseTest {

  private static final Path CASES = Path.of("src/test/resources/audit-tampered");
  private static final String FOUND = "-- found: ";

  @TempDir Path temp;

  @TestFactory
  Stream<DynamicTest> everyCaseIsFound() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      List<Path> cases = files.sorted().toList();
      assertThat(cases).hasSizeGreaterThan(20);
      return cases.stream().map(file -> DynamicTest.dynamicTest(name(file), () -> found(file)));
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".sql", "").replace('-', ' ');
  }

  private void found(Path file) throws IOException {
    Path state = temp.resolve(file.getFileName().toString());
    AuditNight night = AuditNight.sealed(state);
    List<String> lines = Files.readAllLines(file);
    for (String statement :
        String.join("\n", lines.stream().filter(line -> !line.startsWith("--")).toList())
            .split(";")) {
      if (!statement.isBlank()) {
        assertThat(TestState.tamper(state, statement)).as(statement).isPositive();
      }
    }
    List<String> problems = night.problems();
    for (String line : lines) {
      if (line.startsWith(FOUND)) {
        String wanted = line.substring(FOUND.length());
        assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(wanted));
      }
    }
    assertThat(problems).isNotEmpty();
  }

  @Test
  void theSameLogUntouchedIsIntact() {
    assertThat(AuditNight.sealed(temp).problems()).isEmpty();
  }
}
