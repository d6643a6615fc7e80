package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.playbook.dialect.Vocabulary;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.playbook.dialect.Vocabulary.FactType;
import io.nightjar.respond.ResponseState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What every playbook is given and must not write itself: package, imports, the global, and how the
 * facts are timed and forgotten. It stands on the author's first line, so that lines keep their
 * numbers.
 */
final class Prelude {
  private static final List<Class<? extends Record>> FACTS =
      List.of(Detection.class, ResponseUpdate.class, ApprovalUnanswered.class);
  private static final List<Class<? extends Enum<?>>> CHOICES =
      List.of(Priority.class, ResponseState.class);

  private Prelude() {}

  static String of(String playbook) {
    StringBuilder text = new StringBuilder("package " + PlaybookPackage.of(playbook) + "; ");
    FACTS.forEach(type -> text.append("import ").append(type.getName()).append("; "));
    CHOICES.forEach(type -> text.append("import ").append(type.getName()).append("; "));
    text.append("global ").append(Respond.class.getName()).append(" respond; ");
    for (Class<? extends Record> type : FACTS) {
      text.append("declare ").append(type.getSimpleName());
      text.append(" @role(event) @timestamp(timeMillis) @expires(");
      text.append(Durations.format(SessionLimits.MEMORY)).append(") end ");
    }
    return text.toString();
  }

  /** The classes that generated code may use, for the digest and the scan. */
  static List<Class<?>> classes() {
    return List.of(
        Detection.class,
        ResponseUpdate.class,
        ApprovalUnanswered.class,
        Priority.class,
        ResponseState.class,
        Respond.class,
        Asking.class,
        Sentence.class);
  }

  static Vocabulary vocabulary() {
    return new Vocabulary(
        Map.of(
            "Detection", FactType.of(Detection.class, FactText.DETECTION_NAMES),
            "ResponseUpdate", FactType.of(ResponseUpdate.class, FactText.UPDATE_NAMES),
            "ApprovalUnanswered", FactType.of(ApprovalUnanswered.class, FactText.UNANSWERED_NAMES)),
        CHOICES.stream()
            .map(Vocabulary::choice)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        Arrays.stream(AskableAction.values())
            .map(AskableAction::vocabulary)
            .collect(Collectors.toMap(AskMethod::method, Function.identity())),
        SessionLimits.MEMORY);
  }
}
