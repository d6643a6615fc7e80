package io.nightjar.cli.doctor;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ClusterRole;
import io.nightjar.cli.Hints;
import io.nightjar.cluster.AccessQuestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is not allowed, why it is wanted, and what to type. */
final class PermissionLines {

  private static final String SUBJECT = "permissions";

  /** So many namespaces are asked about where not everything is allowed in all. */
  private static final long NAMESPACES_AT_MOST = 20;

  private final KubernetesClient client;
  private final WantedAccess wanted;
  private final AccessQuestions questions;
  private final Hints hints;

  PermissionLines(KubernetesClient client, WantedAccess wanted, Hints hints) {
    this.hints = hints;
    this.client = client;
    this.wanted = wanted;
    this.questions = new AccessQuestions(client);
  }

  /**
   * @throws KubernetesClientException when the API server does not answer what it allows
   */
  List<Line> lines() {
    Map<String, Set<String>> forbidden = forbidden();
    List<Line> lines = new ArrayList<>();
    if (forbidden.isEmpty()) {
      lines.add(
          Line.ok(
              SUBJECT,
              "everything that the playbooks' "
                  + wanted.needs().askedBy().size()
                  + " actions and their undo need"));
    } else {
      lines.addAll(missing(forbidden));
    }
    byHand().ifPresent(lines::add);
    return lines;
  }

  private String todo() {
    return "what needs these fails; type: "
        + hints.type("playbook rbac")
        + " | kubectl apply -f -; with the Helm chart, look at its playbooks.only, rbac.actions and"
        + " rbac.namespaces";
  }

  /** What is not allowed in all namespaces, each with what it is wanted for. */
  private Map<String, Set<String>> forbidden() {
    Map<String, Set<String>> forbidden = new TreeMap<>();
    note(forbidden, questions.forbidden(wanted.always()), "to know what is there");
    for (ActionDescriptor action : wanted.actions()) {
      Set<String> askers = wanted.askers(action);
      if (!askers.isEmpty()) {
        note(
            forbidden,
            questions.forbidden(ClusterRole.merged(action.permissions())),
            action.id() + " of " + String.join(" and ", some(askers)));
      }
    }
    return forbidden;
  }

  private static void note(Map<String, Set<String>> to, Collection<String> what, String why) {
    what.forEach(each -> to.computeIfAbsent(each, none -> new TreeSet<>()).add(why));
  }

  /** Three names say enough. */
  private static List<String> some(Set<String> names) {
    List<String> all = List.copyOf(names);
    if (all.size() <= 3) {
      return all;
    }
    return List.of(all.get(0), all.get(1), (all.size() - 2) + " others");
  }

  private List<Line> missing(Map<String, Set<String>> forbidden) {
    Map<String, Set<String>> allowedIn = allowedIn(forbidden.keySet());
    List<String> nowhere = new ArrayList<>();
    Map<String, Set<String>> somewhere = new TreeMap<>();
    forbidden.forEach(
        (what, why) -> {
          Set<String> where = allowedIn.getOrDefault(what, Set.of());
          if (where.isEmpty()) {
            nowhere.add(what + " (" + String.join(", ", some(why)) + ")");
          } else {
            somewhere.computeIfAbsent(String.join(", ", where), none -> new TreeSet<>()).add(what);
          }
        });
    List<Line> lines = new ArrayList<>();
    if (!nowhere.isEmpty()) {
      lines.add(Line.missing(SUBJECT, "not allowed: " + String.join(", ", nowhere), todo()));
    }
    somewhere.forEach(
        (where, what) ->
            lines.add(
                Line.warn(
                    SUBJECT,
                    "allowed only in " + where + ": " + String.join(", ", what),
                    "what needs these fails in other namespaces")));
    return lines;
  }

  /** Of what is not allowed everywhere: the namespaces in which it is. */
  private Map<String, Set<String>> allowedIn(Set<String> forbidden) {
    List<Permission> needed = new ArrayList<>(wanted.always());
    wanted.actions().stream()
        .filter(action -> !wanted.askers(action).isEmpty())
        .forEach(action -> needed.addAll(action.permissions()));
    List<Permission> asked =
        ClusterRole.merged(needed).stream()
            .filter(each -> !questions.forbidden(List.of(each)).isEmpty())
            .toList();
    Map<String, Set<String>> allowed = new TreeMap<>();
    for (String namespace : namespaces()) {
      Set<String> here = new TreeSet<>(forbidden);
      here.removeAll(questions.forbidden(asked, namespace));
      here.forEach(what -> allowed.computeIfAbsent(what, none -> new TreeSet<>()).add(namespace));
    }
    return allowed;
  }

  private List<String> namespaces() {
    try {
      return client
          .namespaces()
          .list(new ListOptionsBuilder().withLimit(NAMESPACES_AT_MOST).build())
          .getItems()
          .stream()
          .map(each -> each.getMetadata().getName())
          .toList();
    } catch (KubernetesClientException notAllowed) {
      return List.of();
    }
  }

  /** What no playbook asks for need not be allowed: then people cannot ask for it either. */
  private Optional<Line> byHand() {
    List<String> closed =
        wanted.actions().stream()
            .filter(action -> wanted.askers(action).isEmpty())
            .filter(
                action -> !questions.forbidden(ClusterRole.merged(action.permissions())).isEmpty())
            .map(ActionDescriptor::id)
            .toList();
    return closed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Line.ok(
                "actions by hand",
                "no playbook asks for these, and the cluster does not allow them: "
                    + String.join(", ", closed)));
  }
}
