package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads that a test holds something must find that test. */
class ThreatModelTest {

  private static final Path REPOSITORY =
      Path.of("").toAbsolutePath().resolveSibling(".").normalize();
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT))`");

  @Test
  void everyTestThatTheThreatModelNamesIsThere() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher name = NAME.matcher(Files.readString(REPOSITORY.resolve("docs/threat-model.md")));
    while (name.find()) {
      named.add(name.group(1));
    }
    Set<String> there = new HashSet<>();
    for (String module : new String[] {"native-driver", "rules", "actions", "engine"}) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module + "/src/test/java"))) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(file -> file.endsWith(".java"))
            .forEach(file -> there.add(file.substring(0, file.length() - ".java".length())));
      }
    }
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(there);
  }
}
