package io.nightjar.playbook;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nightjar.playbook.dialect.Printable;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Suggestion;
import io.nightjar.playbook.dialect.YamlProblem;
import io.nightjar.respond.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code playbook.yaml}, strictly: an unknown or missing key is a problem. */
final class ManifestReader {
  /** Keys without which it is not read. */
  static final Set<String> REQUIRED = Set.of("title", "why", "owner");

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Set<String> ACTIONS =
      Arrays.stream(AskableAction.values())
          .map(AskableAction::actionId)
          .collect(Collectors.toSet());

  private static final Pattern REFERENCE =
      Pattern.compile(
          "T[0-9]{4}(\\.[0-9]{3})?|D3-[A-Z]{2,6}|https://[a-z0-9.-]+(/[A-Za-z0-9/._~%#?=&+:@,-]*)?");
  private static final int SHOWN = 80;

  private ManifestReader() {}

  /** The file as it is, before it is known to be complete. */
  record Raw(
      @Nullable String title,
      @Nullable String why,
      @Nullable String owner,
      @Nullable List<String> mayAsk,
      @Nullable List<String> references,
      @Nullable String stage) {}

  static Manifest read(Source source, List<Problem> problems) {
    Raw raw = new Raw(null, null, null, null, null, null);
    if (source.text().isBlank()) {
      return manifest(raw);
    }
    try {
      raw = MAPPER.readValue(source.text(), Raw.class);
    } catch (JsonProcessingException e) {
      problems.add(
          YamlProblem.of(source, e, "title, why, owner, stage: text; mayAsk, references: lists"));
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
    manifest(raw).references().forEach(reference -> reference(source, reference, problems));
    if (raw.stage() != null && stage(raw.stage()) == null) {
      problems.add(
          source.problem(
              Math.max(source.text().indexOf("stage:"), 0),
              "there is no stage '" + Printable.text(raw.stage(), SHOWN) + "'",
              "draft, ask or enforce"));
    }
    return manifest(raw);
  }

  private static @Nullable Stage stage(@Nullable String word) {
    return Arrays.stream(Stage.values())
        .filter(stage -> stage.word().equals(word))
        .findFirst()
        .orElse(null);
  }

  private static void reference(Source source, String reference, List<Problem> problems) {
    if (!REFERENCE.matcher(reference).matches()) {
      problems.add(
          source.problem(
              Math.max(source.text().indexOf(reference), 0),
              "'" + Printable.text(reference, SHOWN) + "' is no reference",
              "a technique of ATT&CK such as T1059.004, one of D3FEND such as D3-NI, or an https"
                  + " address"));
    }
  }

  private static Manifest manifest(Raw raw) {
    return new Manifest(
        text(raw.title()),
        text(raw.why()),
        text(raw.owner()),
        given(raw.mayAsk()),
        given(raw.references()),
        stage(raw.stage()));
  }

  /** What YAML leaves out, as after a dash that stands alone, becomes empty, which is refused. */
  private static List<String> given(@Nullable List<@Nullable String> list) {
    return list == null ? List.of() : list.stream().map(ManifestReader::text).toList();
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
