package io.nightjar.playbook.dialect;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a YAML file's errors with the place that is meant. */
public final class YamlProblem {
  private YamlProblem() {}

  /**
   * @param hint for everything but an unknown key, which gets a suggestion
   */
  public static Problem of(Source source, JsonProcessingException error, String hint) {
    if (error instanceof UnrecognizedPropertyException unknown) {
      return unknownKey(source, unknown);
    }
    String message = error.getOriginalMessage().lines().findFirst().orElse("unreadable");
    JsonLocation at = error.getLocation();
    return at == null
        ? source.problemAt(0, 0, message, hint)
        : source.problemAt(at.getLineNr(), at.getColumnNr(), message, hint);
  }

  /** Jackson tells where the object ends; the reader wants to know where the key stands. */
  private static Problem unknownKey(Source source, UnrecognizedPropertyException unknown) {
    String key = unknown.getPropertyName();
    Collection<Object> known = unknown.getKnownPropertyIds();
    String message = "there is no key " + key + " here";
    String hint =
        known == null ? "" : Suggestion.hint(key, known.stream().map(Objects::toString).toList());
    Matcher place =
        Pattern.compile("(?<![\\w-])" + Pattern.quote(key) + "\\s*:").matcher(source.text());
    return place.find()
        ? source.problem(place.start(), message, hint)
        : source.problemAt(0, 0, message, hint);
  }
}
