package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.ApprovalAsk.Unanswered;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says for which responses people must agree, and how many. What is empty or null matches anything.
 * It can only make the question of a playbook stricter, never drop it.
 *
 * @param labels of the pod or workload, all of them
 * @param calendar on at that time
 * @param reversible whether the action can be undone
 * @param groups who may answer; empty leaves that to the playbook and the defaults
 * @param within null leaves that to the playbook and the defaults
 */
public record ApprovalPolicy(
    String name,
    Set<String> actions,
    Set<String> namespaces,
    Set<String> playbooks,
    Map<String, String> labels,
    @Nullable String calendar,
    @Nullable Boolean reversible,
    int persons,
    List<String> groups,
    @Nullable Duration within,
    Unanswered unanswered) {

  public ApprovalPolicy {
    actions = Set.copyOf(actions);
    namespaces = Set.copyOf(namespaces);
    playbooks = Set.copyOf(playbooks);
    labels = Map.copyOf(labels);
    groups = List.copyOf(groups);
  }

  /** All but the calendar, which needs the time. */
  boolean covers(
      ResponseRequest request, @Nullable ActionDescriptor action, Map<String, String> found) {
    return (actions.isEmpty() || actions.contains(request.actionId()))
        && (namespaces.isEmpty() || namespaces.contains(request.target().namespace()))
        && (playbooks.isEmpty() || playbooks.contains(request.playbook()))
        && found.entrySet().containsAll(labels.entrySet())
        && (reversible == null || (action != null && action.reversible() == reversible));
  }

  /** The stricter of what was asked anyway and what this wants. */
  ApprovalAsk stricter(ApprovalAsk asked) {
    Duration shorter =
        within != null && within.compareTo(asked.within()) < 0 ? within : asked.within();
    return new ApprovalAsk(
        groups.isEmpty() ? asked.groups() : groups,
        Math.max(persons, asked.persons()),
        shorter,
        asked.unanswered(),
        asked.escalation(),
        asked.repeat());
  }

  /** What this wants where nothing else asks. */
  ApprovalAsk alone(ApprovalAsk usual) {
    return new ApprovalAsk(
        groups.isEmpty() ? usual.groups() : groups,
        persons,
        within == null ? usual.within() : within,
        unanswered,
        usual.escalation(),
        usual.repeat());
  }
}
