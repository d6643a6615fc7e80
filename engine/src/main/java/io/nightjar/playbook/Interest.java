package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.playbook.dialect.Look;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the playbooks want to know of the detections of one rule: two detections with the same
 * {@link #key} are the same to them but for their time.
 *
 * @param first so many that are the same are taken one by one
 * @param last so many of the latest are taken, so that no playbook counts fewer than it compares
 *     with
 */
record Interest(List<Property> properties, boolean eachProcess, int first, int last) {
  /** What is taken one by one where no playbook counts any further. */
  static final int FEW = 10;

  /** No more than so many are kept for a playbook that counts further. */
  private static final int MANY = 10_000;

  private static final Set<String> TIMES = Set.of("time", "timeMillis");

  /** One of the things that a detection is asked. */
  @FunctionalInterface
  interface Property {
    Object of(Detection detection);
  }

  /** The interest of no playbook at all. */
  static final Interest NONE = new Interest(List.of(), false, 0, 0);

  /** That of who may come later. */
  static final Interest FEW_OF_EACH = new Interest(List.of(), false, FEW, 1);

  /** Interests by the name of a rule of the ruleset. */
  static final class Table implements Function<String, Interest> {
    private final Map<String, Interest> named = new HashMap<>();
    private final Interest others;

    Table(CompiledPlaybooks playbooks) {
      List<Look> looks = playbooks.looks().toList();
      looks.stream()
          .flatMap(look -> look.rules().stream())
          .distinct()
          .forEach(rule -> named.put(rule, of(looks, rule)));
      others = of(looks, "");
    }

    private static Interest of(List<Look> looks, String rule) {
      return Interest.of(
          looks.stream().filter(look -> look.any() || look.rules().contains(rule)).toList());
    }

    @Override
    public Interest apply(String rule) {
      return named.getOrDefault(rule, others);
    }
  }

  private static Interest of(List<Look> looks) {
    if (looks.isEmpty()) {
      return NONE;
    }
    TreeSet<String> words = new TreeSet<>();
    boolean eachProcess = false;
    int counted = 0;
    for (Look look : looks) {
      words.addAll(look.words());
      eachProcess |= AskableAction.asksForProcess(look.asks());
      counted = Math.max(counted, look.counted());
    }
    words.removeAll(TIMES);
    List<Property> properties = words.stream().flatMap(word -> property(word).stream()).toList();
    int last = Math.min(counted, MANY) + 1;
    int first = counted == Look.ALL ? Look.ALL : Math.max(FEW, last);
    return new Interest(properties, eachProcess, first, last);
  }

  private static List<Property> property(String word) {
    int colon = word.indexOf(':');
    if (colon > 0) {
      String name = word.substring(colon + 1);
      return List.of(
          switch (word.substring(0, colon)) {
            case "field" -> d -> d.field(name);
            case "namespaceLabel" -> d -> d.namespaceLabel(name);
            default -> d -> d.label(name);
          });
    }
    String getter = "get" + word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    for (Method method : Detection.class.getMethods()) {
      boolean named = method.getName().equals(word) || method.getName().equals(getter);
      if (named && method.getParameterCount() == 0) {
        return List.of(detection -> ask(method, detection));
      }
    }
    return List.of();
  }

  private static Object ask(Method method, Detection detection) {
    try {
      Object answer = method.invoke(detection);
      return answer == null ? "" : answer;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a detection does not answer " + method, e);
    }
  }

  /** The same where no difference is made any more. */
  Interest ofSwarm() {
    return new Interest(List.of(), false, 0, Math.min(last, MANY));
  }

  boolean isNone() {
    return first == 0;
  }

  /**
   * Rule, place, the line of processes by name, what the playbooks look at, and the process itself
   * where one of them would act on it.
   */
  List<Object> key(Detection detection) {
    List<Object> key = new ArrayList<>(8 + properties.size());
    key.add(detection.rule());
    key.add(detection.node());
    key.add(detection.containerId());
    key.add(detection.podUid());
    ProcessRef process = detection.process();
    if (process != null) {
      key.add(process.name());
      key.add(process.exePath());
      key.add(process.ancestors());
      if (eachProcess) {
        key.add(process.pid());
        key.add(process.startTimeTicks());
      }
    }
    for (Property property : properties) {
      key.add(property.of(detection));
    }
    return key;
  }
}
