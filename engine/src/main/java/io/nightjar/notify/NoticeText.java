package io.nightjar.notify;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.playbook.TextTemplate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The words of the configuration for what happened, filled from a notice and its detection. */
public final class NoticeText {

  private record Told(Notice notice, Priority severity, @Nullable Detection detection) {}

  private static final Map<String, Function<Told, String>> NAMES = names();

  private final Map<String, String> templates;

  /**
   * @param templates by the word of the kind of notice
   */
  NoticeText(Map<String, String> templates) {
    this.templates = Map.copyOf(templates);
  }

  /** What is wrong with the template of a kind of notice; empty when nothing is. */
  public static String problem(String kind, String template) {
    for (Notice.Kind known : Notice.Kind.values()) {
      if (word(known).equals(kind)) {
        return TextTemplate.problem(template, NAMES.keySet());
      }
    }
    return "there is no such kind of notice";
  }

  /** As the configuration writes it: {@code awaiting-approval}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Notice worded(Notice notice, Background background) {
    String template = templates.get(word(notice.kind()));
    return template == null
        ? notice
        : notice.saying(
            TextTemplate.fill(
                template, NAMES, new Told(notice, background.severity(), background.first())));
  }

  private static Map<String, Function<Told, String>> names() {
    Map<String, Function<Told, String>> names = new TreeMap<>();
    TextTemplate.ofDetection()
        .forEach(
            (name, value) ->
                names.put(
                    name, told -> told.detection() == null ? "" : value.apply(told.detection())));
    names.put("kind", told -> word(told.notice().kind()));
    names.put("severity", told -> word(told.severity()));
    names.put("time", told -> told.notice().time().toString());
    names.put("response", told -> told.notice().responseId());
    names.put("namespace", told -> told.notice().namespace());
    names.put("playbook", told -> told.notice().subject().playbook());
    names.put("action", told -> told.notice().subject().action());
    names.put("target", told -> told.notice().subject().target());
    names.put("happened", told -> told.notice().happened());
    names.put("done", told -> told.notice().done());
    names.put("asked", told -> told.notice().asked());
    return Map.copyOf(names);
  }
}
