package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.dialect.Printable;
import io.nightjar.playbook.dialect.Suggestion;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with placeholders such as {@code {pod}}. Plain text in, plain text out: no template engine,
 * nothing in a value is looked at again, every value is made printable.
 */
public final class TextTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final int VALUE_LIMIT = 200;

  private TextTemplate() {}

  /**
   * @param names what each placeholder stands for
   * @throws IllegalArgumentException when one is not known
   */
  public static <F> String fill(String template, Map<String, Function<F, String>> names, F fact) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      Function<F, String> value = names.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException("unknown placeholder {" + matcher.group(1) + "}");
      }
      String printable = Printable.text(value.apply(fact), VALUE_LIMIT);
      matcher.appendReplacement(
          text, Matcher.quoteReplacement(printable.isEmpty() ? "(unknown)" : printable));
    }
    return matcher.appendTail(text).toString();
  }

  /** What is wrong with a template, for its author; empty when nothing is. */
  public static String problem(String template, Set<String> names) {
    if (template.isBlank()) {
      return "is empty";
    }
    Matcher matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!names.contains(name)) {
        return "there is no {" + name + "}; " + Suggestion.hint(name, names);
      }
    }
    String rest = matcher.reset().replaceAll("");
    return rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0
        ? "a brace has no partner; placeholders look like {pod}"
        : "";
  }

  /** The names under which playbooks speak of a detection. */
  public static Map<String, Function<Detection, String>> ofDetection() {
    return FactText.OF_DETECTION;
  }
}
