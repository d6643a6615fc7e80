package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Label selectors as the API server and the network plugins read them.
 *
 * <p>Source: Kubernetes API reference, LabelSelector: all requirements must hold, an empty selector
 * selects everything, a missing one nothing.
 */
final class Selectors {
  private Selectors() {}

  static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
    if (selector == null) {
      return false;
    }
    return holds(selector.getMatchLabels(), labels)
        && expressions(selector).stream().allMatch(one -> holds(one, labels));
  }

  /** The plain form that Services have; there an empty or missing one selects nothing. */
  static boolean selects(@Nullable Map<String, String> selector, Map<String, String> labels) {
    return selector != null && !selector.isEmpty() && holds(selector, labels);
  }

  /** The label keys whose absence makes the selector miss. */
  static Set<String> neededKeys(@Nullable LabelSelector selector) {
    Set<String> keys = new TreeSet<>();
    if (selector != null) {
      if (selector.getMatchLabels() != null) {
        keys.addAll(selector.getMatchLabels().keySet());
      }
      expressions(selector).stream()
          .filter(one -> one.getOperator().equals("In") || one.getOperator().equals("Exists"))
          .forEach(one -> keys.add(one.getKey()));
    }
    return keys;
  }

  private static boolean holds(@Nullable Map<String, String> wanted, Map<String, String> labels) {
    return wanted == null
        || wanted.entrySet().stream()
            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  private static boolean holds(LabelSelectorRequirement one, Map<String, String> labels) {
    String value = labels.get(one.getKey());
    List<String> values = one.getValues() == null ? List.of() : one.getValues();
    return switch (one.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      // an operator of a later Kubernetes: assume that it selects, so that nothing is overlooked
      default -> true;
    };
  }

  private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
    return selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
  }
}
