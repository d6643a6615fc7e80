package io.nightjar.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of all keys for the documentation, made from the records themselves. */
public final class ConfigReference {

  private final List<String> rows = new ArrayList<>();

  private ConfigReference() {}

  /** A Markdown table: key, form, default, when a change is in force, meaning. */
  public static String markdown(Configuration defaults) {
    ConfigReference reference = new ConfigReference();
    reference.describe(Configuration.class, "", defaults, Reload.RESTART);
    return "| key | form | default | changed | meaning |\n|---|---|---|---|---|\n"
        + String.join("\n", reference.rows)
        + "\n";
  }

  private void describe(Class<?> type, String prefix, @Nullable Object defaults, Reload ofSection) {
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + RecordBinder.key(component);
      Object value = defaults == null ? null : RecordBinder.component(component, defaults);
      Type form = component.getGenericType();
      Class<?> raw = component.getType();
      Reload reload = ChangedKeys.of(component, ofSection);
      row(component, path, value, reload);
      if (ScalarReader.isSection(raw)) {
        describe(raw, path + ".", value, reload);
      } else if (form instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        boolean names = raw == Map.class;
        if (arguments[names ? 1 : 0] instanceof Class<?> element
            && ScalarReader.isSection(element)
            && element != FalcoConfig.FieldEntry.class) {
          describe(element, path + (names ? ".NAME." : "[]."), null, reload);
        }
      }
    }
  }

  private void row(RecordComponent component, String path, @Nullable Object value, Reload reload) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(component + " has no meaning");
    }
    String text = ScalarReader.isSection(component.getType()) ? "" : render(value);
    String shown = text.isEmpty() ? setting.absent() : text;
    rows.add(
        "| `%s` | %s | %s | %s | %s |"
            .formatted(
                path,
                form(component.getGenericType()),
                shown.isEmpty() ? "" : "`" + shown + "`",
                reload == Reload.AT_ONCE ? "at once" : "restart",
                setting.value()));
  }

  private static String form(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? "list of " + form(arguments[0])
          : "names to " + form(arguments[1]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == DayOfWeek.class) {
      return "day of the week";
    }
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(ScalarReader::word)
          .collect(Collectors.joining(", "));
    }
    if (plain == FalcoConfig.FieldEntry.class) {
      return "field";
    }
    if (ScalarReader.isSection(plain)) {
      return "section";
    }
    return switch (plain.getSimpleName()) {
      case "int" -> "number";
      case "boolean", "Boolean" -> "true, false";
      case "Path" -> "path";
      case "Duration" -> "duration";
      case "ZoneId" -> "time zone";
      case "LocalDate" -> "date";
      case "Instant" -> "time";
      case "DailyWindow" -> "hours";
      case "ListenAddress" -> "address";
      case "Secret" -> "secret";
      default -> "text";
    };
  }

  /** As the file would have it, more or less. */
  static String render(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Duration duration -> Durations.format(duration);
      case Enum<?> constant -> ScalarReader.word(constant);
      case List<?> list ->
          list.stream().map(ConfigReference::render).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          new TreeMap<>(map)
              .keySet().stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
      case Path path -> path.toString();
      default -> value.toString();
    };
  }
}
