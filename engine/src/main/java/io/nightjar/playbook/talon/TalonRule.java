package io.nightjar.playbook.talon;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule of Falco Talon with its blocks of actions and the rules of later files laid over it.
 *
 * @param goesOn {@code continue}: empty where it is not said
 * @param dryRun {@code dry_run}: empty where it is not said
 */
record TalonRule(
    String name,
    Place place,
    String description,
    String goesOn,
    String dryRun,
    TalonMatch match,
    List<Action> actions,
    List<String> notifiers) {
  TalonRule {
    actions = List.copyOf(actions);
    notifiers = List.copyOf(notifiers);
  }

  /** Where something stands; {@code line} counts from 1. */
  record Place(String file, int line) {}

  /**
   * An action, or a block that actions refer to by its name.
   *
   * @param actionner empty where only the block of its name says it
   * @param parameters texts, lists of texts and maps of texts
   * @param goesOn {@code continue}: empty where it is not said
   * @param outputTarget empty for none
   */
  record Action(
      String name,
      Place place,
      String actionner,
      Map<String, Object> parameters,
      String goesOn,
      List<String> contexts,
      String outputTarget) {
    Action {
      parameters = Map.copyOf(parameters);
      contexts = List.copyOf(contexts);
    }

    /** A parameter that is a single text, or null. */
    @Nullable String text(String parameter) {
      return parameters.get(parameter) instanceof String text ? text : null;
    }

    /** A parameter that is a list; a single text is a list of one. */
    List<String> texts(String parameter) {
      return switch (parameters.get(parameter)) {
        case null -> List.of();
        case List<?> list -> list.stream().map(String::valueOf).toList();
        case Object single -> List.of(single.toString());
      };
    }

    boolean isTrue(String parameter) {
      return "true".equalsIgnoreCase(text(parameter));
    }
  }
}
