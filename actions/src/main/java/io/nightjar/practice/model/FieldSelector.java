package io.nightjar.practice.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requirements on fields, all of which must hold; an absent field counts as empty text. */
public record FieldSelector(List<Requirement> requirements) {

  /** One field that must have, or must not have, a value. */
  public record Requirement(String path, String value, boolean equal) {
    boolean holds(JsonNode object) {
      return Json.text(object, path).equals(value) == equal;
    }
  }

  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  private static final Pattern TERM = Pattern.compile("([\\w.]+)(==|=|!=)([^,]*)");

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /** Parses the query form; a field that the type cannot be selected by is a bad request. */
  public static FieldSelector parse(ResourceType type, String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String term : text.isBlank() ? new String[0] : text.split(",", -1)) {
      Matcher matcher = TERM.matcher(term.strip());
      if (!matcher.matches()) {
        throw ApiError.badRequest("unable to parse the field selector's term: " + term);
      }
      String path = matcher.group(1);
      if (!path.equals("metadata.name")
          && !path.equals("metadata.namespace")
          && !type.selectableFields().contains(path)) {
        throw ApiError.badRequest(
            "%s cannot be selected by field %s".formatted(type.qualifiedPlural(), path));
      }
      requirements.add(new Requirement(path, matcher.group(3), !matcher.group(2).startsWith("!")));
    }
    return new FieldSelector(requirements);
  }

  public boolean matches(JsonNode object) {
    return requirements.stream().allMatch(requirement -> requirement.holds(object));
  }
}
