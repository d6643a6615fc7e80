package io.nightjar.playbook;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Suggestion;
import io.nightjar.playbook.dialect.YamlProblem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code playbook.yaml}, strictly: an unknown or missing key is a problem. */
final class ManifestReader {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Set<String> ACTIONS =
      Arrays.stream(AskableAction.values())
          .map(AskableAction::actionId)
          .collect(Collectors.toSet());

  private ManifestReader() {}

  /** The file as it is, before it is known to be complete. */
  private record Raw(
      @Nullable String title,
      @Nullable String why,
      @Nullable String owner,
      @Nullable List<String> mayAsk) {}

  static Manifest read(Source source, List<Problem> problems) {
    Raw raw = new Raw(null, null, null, null);
    if (source.text().isBlank()) {
      return manifest(raw);
    }
    try {
      raw = MAPPER.readValue(source.text(), Raw.class);
    } catch (JsonProcessingException e) {
      problems.add(YamlProblem.of(source, e, "title, why, owner: text; mayAsk: a list"));
      return manifest(raw);
    }
    required(source, "title", raw.title(), problems);
    required(source, "why", raw.why(), problems);
    required(source, "owner", raw.owner(), problems);
    for (String action : manifest(raw).mayAsk()) {
      if (!ACTIONS.contains(action)) {
        problems.add(
            source.problem(
                Math.max(source.text().indexOf(action), 0),
                "there is no action '" + action + "'",
                Suggestion.hint(action, ACTIONS)));
      }
    }
    return manifest(raw);
  }

  private static Manifest manifest(Raw raw) {
    return new Manifest(
        text(raw.title()),
        text(raw.why()),
        text(raw.owner()),
        raw.mayAsk() == null ? List.of() : raw.mayAsk());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  private static void required(
      Source source, String key, @Nullable String value, List<Problem> problems) {
    if (text(value).isEmpty()) {
      problems.add(
          source.problemAt(
              1, 0, "the key " + key + " is missing", "who reads it at night needs it"));
    }
  }
}
