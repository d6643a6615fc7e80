package io.nightjar.playbook.dialect;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every word that a playbook may use, read from the classes themselves so that the check and the
 * session cannot disagree.
 *
 * @param facts by simple name
 * @param choices the enums' constants, by the enum's simple name
 * @param asks the actions, by the name of their method
 */
public record Vocabulary(
    Map<String, FactType> facts, Map<String, List<String>> choices, Map<String, AskMethod> asks) {

  public Vocabulary {
    facts = Map.copyOf(facts);
    choices = Map.copyOf(choices);
    asks = Map.copyOf(asks);
  }

  /**
   * A record class whose instances are inserted into the session.
   *
   * @param methods the yes/no and text questions that take texts, such as {@code tagged("shell")}
   * @param placeholders what may stand in braces in a text about it
   * @param memory how long it is kept; no window over it can be longer
   */
  public record FactType(
      String name,
      Map<String, ValueType> properties,
      Map<String, ValueType> methods,
      Set<String> placeholders,
      Duration memory) {

    public static FactType of(
        Class<? extends Record> type, Set<String> placeholders, Duration memory) {
      Map<String, ValueType> properties = new TreeMap<>();
      for (RecordComponent component : type.getRecordComponents()) {
        properties.put(component.getName(), ValueType.of(component.getType()));
      }
      Map<String, ValueType> methods = new TreeMap<>();
      for (Method method : type.getMethods()) {
        boolean own =
            method.getDeclaringClass() == type || method.getDeclaringClass().isInterface();
        if (!own || Modifier.isStatic(method.getModifiers())) {
          continue;
        }
        if (method.getParameterCount() == 0 && method.getName().startsWith("get")) {
          properties.put(decapitalised(method.getName()), ValueType.of(method.getReturnType()));
        } else if (method.getParameterCount() == 1
            && method.getParameterTypes()[0] == String.class) {
          methods.put(method.getName(), ValueType.of(method.getReturnType()));
        }
      }
      return new FactType(
          type.getSimpleName(), properties, methods, Set.copyOf(placeholders), memory);
    }

    private static String decapitalised(String getter) {
      String name = getter.substring("get".length());
      return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
  }

  /**
   * A way to ask for an action.
   *
   * @param facts the fact types that know such a target
   * @param arguments the texts between its parentheses
   */
  public record AskMethod(
      String method, String actionId, Set<String> facts, List<Argument> arguments) {}

  public static Map.Entry<String, List<String>> choice(Class<? extends Enum<?>> type) {
    return Map.entry(
        type.getSimpleName(), Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
  }

  Set<String> actionIds() {
    return asks.values().stream().map(AskMethod::actionId).collect(Collectors.toSet());
  }
}
