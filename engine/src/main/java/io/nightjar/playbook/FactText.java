package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.playbook.dialect.Printable;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the placeholders of a playbook's text from a fact. Plain text in, plain text out: no
 * template engine, nothing in a value is looked at again, every value is made printable.
 */
final class FactText {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final int VALUE_LIMIT = 200;

  private static final Map<String, Function<Detection, String>> OF_DETECTION =
      Map.ofEntries(
          Map.entry("rule", Detection::rule),
          Map.entry("priority", detection -> detection.priority().name()),
          Map.entry("output", Detection::output),
          Map.entry("node", Detection::node),
          Map.entry("process.name", Detection::getProcessName),
          Map.entry("process.path", Detection::getProcessPath),
          Map.entry("process.commandLine", Detection::getCommandLine),
          Map.entry("process.parent", Detection::getParentName),
          Map.entry(
              "process.pid",
              detection ->
                  detection.process() == null ? "" : String.valueOf(detection.process().pid())),
          Map.entry("container", Detection::containerName),
          Map.entry("image", Detection::image),
          Map.entry("pod", Detection::podName),
          Map.entry("namespace", Detection::namespace),
          Map.entry("workload", Detection::getWorkloadName),
          Map.entry("time", detection -> detection.time().toString()));

  private static final Map<String, Function<ResponseUpdate, String>> OF_UPDATE =
      Map.ofEntries(
          Map.entry("response", ResponseUpdate::responseId),
          Map.entry("playbook", ResponseUpdate::playbook),
          Map.entry("action", ResponseUpdate::action),
          Map.entry("state", update -> update.state().name()),
          Map.entry("reason", ResponseUpdate::reason),
          Map.entry("warnings", update -> String.join("; ", update.warnings())),
          Map.entry("pod", ResponseUpdate::getPodName),
          Map.entry("namespace", ResponseUpdate::getNamespace),
          Map.entry("workload", ResponseUpdate::getWorkloadName),
          Map.entry("time", update -> update.time().toString()));

  private static final Map<String, Function<ApprovalUnanswered, String>> OF_UNANSWERED =
      Map.ofEntries(
          Map.entry("response", ApprovalUnanswered::responseId),
          Map.entry("playbook", ApprovalUnanswered::playbook),
          Map.entry("action", ApprovalUnanswered::action),
          Map.entry("because", ApprovalUnanswered::because),
          Map.entry("waited", unanswered -> Durations.format(unanswered.waited())),
          Map.entry("groups", unanswered -> String.join(", ", unanswered.groups())),
          Map.entry("escalateTo", unanswered -> String.join(", ", unanswered.escalateTo())),
          Map.entry("pod", ApprovalUnanswered::getPodName),
          Map.entry("namespace", ApprovalUnanswered::getNamespace),
          Map.entry("workload", ApprovalUnanswered::getWorkloadName),
          Map.entry("time", unanswered -> unanswered.time().toString()));

  static final Set<String> DETECTION_NAMES = OF_DETECTION.keySet();
  static final Set<String> UPDATE_NAMES = OF_UPDATE.keySet();
  static final Set<String> UNANSWERED_NAMES = OF_UNANSWERED.keySet();

  private FactText() {}

  static String fill(String template, Record fact) {
    return switch (fact) {
      case Detection detection -> fill(template, OF_DETECTION, detection);
      case ResponseUpdate update -> fill(template, OF_UPDATE, update);
      case ApprovalUnanswered unanswered -> fill(template, OF_UNANSWERED, unanswered);
      default -> throw new IllegalArgumentException("not a fact: " + fact.getClass());
    };
  }

  private static <F> String fill(String template, Map<String, Function<F, String>> names, F fact) {
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
}
