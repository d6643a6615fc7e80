package io.nightjar.playbook.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.schema.RecordSchema;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The JSON schema of {@code cases/*.yaml}, made of the records that they are read into. */
public final class CaseSchema {
  private static final String DURATION = "^[0-9]{1,6}(ms|s|m|h|d)$";
  private static final Set<String> DURATIONS =
      Set.of("at", "every", "until", "waited", "undoAfter", "within", "after", "escalateAfter");
  private static final Set<String> ACTIONS = Set.of("request", "skipped", "approve", "deny");
  private static final Map<Class<?>, List<String>> EXCLUSIVE =
      Map.of(
          PlaybookCase.Step.class,
          List.of("detection", "response", "unanswered", "answer", "incident"),
          PlaybookCase.Answering.class,
          List.of("approve", "deny"),
          PlaybookCase.Expected.class,
          List.of("request", "page", "skipped", "escalated"));

  private CaseSchema() {}

  public static ObjectNode schema() {
    return new RecordSchema(new Reading())
        .of(CaseFile.Content.class, "Cases of a playbook of Nightjar");
  }

  /** As Jackson reads the records of {@link CaseFile}. */
  private static final class Reading implements RecordSchema.Style {

    @Override
    public String key(RecordComponent component) {
      return component.getName();
    }

    @Override
    public boolean isRequired(RecordComponent component) {
      // a yes or no that is not said is no
      return component.getType() != boolean.class
          && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    @Override
    public String description(RecordComponent component) {
      return "";
    }

    @Override
    public ObjectNode scalar(Class<?> type, RecordComponent component) {
      if (type.isEnum()) {
        return RecordSchema.oneOf(words(type));
      }
      if (type == Object.class) {
        ObjectNode any = JsonNodeFactory.instance.objectNode();
        ArrayNode types = any.putArray("type");
        List.of("string", "number", "boolean", "array").forEach(types::add);
        return any;
      }
      return switch (type.getSimpleName()) {
        case "int", "Integer" -> RecordSchema.typed("integer");
        case "boolean", "Boolean" -> RecordSchema.typed("boolean");
        default -> text(component.getName());
      };
    }

    private static ObjectNode text(String name) {
      if (DURATIONS.contains(name)) {
        return RecordSchema.form(DURATION);
      }
      return ACTIONS.contains(name) ? RecordSchema.oneOf(actions()) : RecordSchema.typed("string");
    }

    private static Set<String> actions() {
      Set<String> actions = new TreeSet<>();
      for (AskMethod method : PlaybookWords.vocabulary().asks().values()) {
        actions.add(method.actionId());
      }
      return actions;
    }

    private static List<String> words(Class<?> type) {
      List<String> words = new ArrayList<>();
      for (Object constant : type.getEnumConstants()) {
        String name = ((Enum<?>) constant).name();
        words.add(word(type, name));
      }
      return words;
    }

    private static String word(Class<?> type, String name) {
      try {
        Field field = type.getField(name);
        JsonProperty own = field.getAnnotation(JsonProperty.class);
        return own == null ? name : own.value();
      } catch (NoSuchFieldException e) {
        throw new IllegalStateException("a constant without a field: " + name, e);
      }
    }

    @Override
    public ObjectNode finished(Class<?> type, ObjectNode schema) {
      List<String> exclusive = EXCLUSIVE.get(type);
      return exclusive == null ? schema : RecordSchema.exactlyOne(schema, exclusive);
    }
  }
}
