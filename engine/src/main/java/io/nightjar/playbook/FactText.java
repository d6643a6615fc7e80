package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.dialect.Durations;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Fills the placeholders of a playbook's text from a fact, as {@link TextTemplate} does. */
final class FactText {
  static final Map<String, Function<Detection, String>> OF_DETECTION =
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

  private static final Map<String, Function<ApprovalAnswer, String>> OF_ANSWER =
      Map.ofEntries(
          Map.entry("response", ApprovalAnswer::responseId),
          Map.entry("playbook", ApprovalAnswer::playbook),
          Map.entry("action", ApprovalAnswer::action),
          Map.entry("by", ApprovalAnswer::by),
          Map.entry("comment", ApprovalAnswer::comment),
          Map.entry("pod", ApprovalAnswer::getPodName),
          Map.entry("namespace", ApprovalAnswer::getNamespace),
          Map.entry("workload", ApprovalAnswer::getWorkloadName),
          Map.entry("time", answer -> answer.time().toString()));

  private static final Map<String, Function<Incident, String>> OF_INCIDENT =
      Map.ofEntries(
          Map.entry("incident", Incident::id),
          Map.entry("about", Incident::about),
          Map.entry("severity", incident -> incident.severity().name()),
          Map.entry("detections", incident -> Long.toString(incident.detections())),
          Map.entry("rules", incident -> String.join(", ", incident.rules())),
          Map.entry("pods", incident -> Integer.toString(incident.pods())),
          Map.entry("actions", incident -> String.join(", ", incident.actions())),
          Map.entry("image", Incident::image),
          Map.entry("node", Incident::node),
          Map.entry("pod", Incident::getPodName),
          Map.entry("namespace", Incident::getNamespace),
          Map.entry("workload", Incident::getWorkloadName),
          Map.entry("opened", incident -> incident.openedAt().toString()),
          Map.entry("time", incident -> incident.time().toString()));

  private static final Map<String, Function<CalendarOpened, String>> OF_CALENDAR =
      Map.of(
          "calendar", CalendarOpened::calendar,
          "opened", opened -> opened.opened().toString(),
          "late", opened -> Durations.format(opened.late()),
          "time", opened -> opened.time().toString());

  static final Set<String> DETECTION_NAMES = OF_DETECTION.keySet();
  static final Set<String> UPDATE_NAMES = OF_UPDATE.keySet();
  static final Set<String> UNANSWERED_NAMES = OF_UNANSWERED.keySet();
  static final Set<String> ANSWER_NAMES = OF_ANSWER.keySet();
  static final Set<String> INCIDENT_NAMES = OF_INCIDENT.keySet();
  static final Set<String> CALENDAR_NAMES = OF_CALENDAR.keySet();

  private FactText() {}

  static String fill(String template, Record fact) {
    return switch (fact) {
      case Detection detection -> TextTemplate.fill(template, OF_DETECTION, detection);
      case ResponseUpdate update -> TextTemplate.fill(template, OF_UPDATE, update);
      case ApprovalUnanswered unanswered -> TextTemplate.fill(template, OF_UNANSWERED, unanswered);
      case ApprovalAnswer answer -> TextTemplate.fill(template, OF_ANSWER, answer);
      case Incident incident -> TextTemplate.fill(template, OF_INCIDENT, incident);
      case CalendarOpened opened -> TextTemplate.fill(template, OF_CALENDAR, opened);
      default -> throw new IllegalArgumentException("not a fact: " + fact.getClass());
    };
  }
}
