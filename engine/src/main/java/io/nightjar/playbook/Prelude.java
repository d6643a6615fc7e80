package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ImageName;
import io.nightjar.detect.Priority;
import io.nightjar.incident.IncidentState;
import io.nightjar.playbook.dialect.Vocabulary;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.playbook.dialect.Vocabulary.FactType;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every playbook is given and must not write itself: package, imports, the global, and how the
 * facts are timed and forgotten. It stands on the author's first line, so that lines keep their
 * numbers.
 */
final class Prelude {
  private static final List<Class<? extends Record>> FACTS =
      List.of(
          Detection.class,
          Incident.class,
          ResponseUpdate.class,
          ApprovalAnswer.class,
          ApprovalUnanswered.class,
          CalendarOpened.class);
  private static final List<Class<? extends Enum<?>>> CHOICES =
      List.of(Priority.class, ResponseState.class, IncidentState.class);

  /** An incident is taken out when its time is over, which is not counted from its beginning. */
  private static final Duration KEPT_BY_HAND = Duration.ofDays(30);

  private Prelude() {}

  static String of(String playbook) {
    StringBuilder text = new StringBuilder("package " + PlaybookPackage.of(playbook) + "; ");
    FACTS.forEach(type -> text.append("import ").append(type.getName()).append("; "));
    CHOICES.forEach(type -> text.append("import ").append(type.getName()).append("; "));
    text.append("import accumulate ").append(Distinct.class.getName()).append(" distinct; ");
    text.append("global ").append(Respond.class.getName()).append(" respond; ");
    for (Class<? extends Record> type : FACTS) {
      text.append("declare ").append(type.getSimpleName());
      text.append(" @role(event) @timestamp(timeMillis) @expires(");
      Duration kept = type == Incident.class ? KEPT_BY_HAND : SessionLimits.MEMORY;
      text.append(kept.toHours()).append("h) end ");
    }
    return text.toString();
  }

  /** The classes that generated code may use, for the digest and the scan. */
  static List<Class<?>> classes() {
    return List.of(
        Detection.class,
        ImageName.class,
        Incident.class,
        OfTarget.class,
        ResponseUpdate.class,
        ApprovalAnswer.class,
        ApprovalUnanswered.class,
        CalendarOpened.class,
        Priority.class,
        ResponseState.class,
        IncidentState.class,
        Distinct.class,
        Respond.class,
        Asking.class,
        Sentence.class);
  }

  static Vocabulary vocabulary() {
    return new Vocabulary(
        Stream.of(
                FactType.of(Detection.class, FactText.DETECTION_NAMES, SessionLimits.MEMORY),
                FactType.of(Incident.class, FactText.INCIDENT_NAMES, Incident.MEMORY),
                FactType.of(ResponseUpdate.class, FactText.UPDATE_NAMES, SessionLimits.MEMORY),
                FactType.of(ApprovalAnswer.class, FactText.ANSWER_NAMES, SessionLimits.MEMORY),
                FactType.of(
                    ApprovalUnanswered.class, FactText.UNANSWERED_NAMES, SessionLimits.MEMORY),
                FactType.of(CalendarOpened.class, FactText.CALENDAR_NAMES, SessionLimits.MEMORY))
            .collect(Collectors.toMap(FactType::name, Function.identity())),
        CHOICES.stream()
            .map(Vocabulary::choice)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        Arrays.stream(AskableAction.values())
            .map(AskableAction::vocabulary)
            .collect(Collectors.toMap(AskMethod::method, Function.identity())));
  }
}
