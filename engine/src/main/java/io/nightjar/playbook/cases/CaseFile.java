package io.nightjar.playbook.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.YamlProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file of cases.
 *
 * @param file where it lies
 */
public record CaseFile(Path file, List<PlaybookCase> cases) {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public CaseFile {
    cases = List.copyOf(cases);
  }

  record Content(List<PlaybookCase> cases) {
    Content {
      if (cases == null || cases.isEmpty()) {
        throw new IllegalArgumentException("there is no case in this file");
      }
    }
  }

  /**
   * The files in the folder {@code cases} of a playbook, sorted by name; none when it has none.
   *
   * @param problems what is wrong in a file is added, and the file left out
   */
  public static List<CaseFile> readAll(Path playbookFolder, List<Problem> problems) {
    Path folder = playbookFolder.resolve("cases");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<CaseFile> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        read(file, problems, files);
      }
    } catch (IOException e) {
      problems.add(new Problem(folder.toString(), 0, 0, "cannot be read: " + e, "", ""));
    }
    return files;
  }

  private static void read(Path file, List<Problem> problems, List<CaseFile> files)
      throws IOException {
    Source source = new Source(file.toString(), Files.readString(file));
    try {
      files.add(new CaseFile(file, MAPPER.readValue(source.text(), Content.class).cases()));
    } catch (JsonProcessingException e) {
      problems.add(YamlProblem.of(source, e, "name, start, given, until and expect make a case"));
    }
  }
}
