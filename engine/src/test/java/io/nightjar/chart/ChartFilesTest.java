package io.nightjar.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ClusterRole;
import io.nightjar.cluster.EngineAccess;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.http.Role;
import io.nightjar.playbook.PlaybookShelf;
import io.nightjar.playbook.PlaybookShelf.Shelved;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.origin.Trust;
import io.nightjar.policy.PlaybookNeeds;
import io.nightjar.practice.model.CommonCustomTypes;
import io.nightjar.practice.model.ResourceType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the chart computes permissions from is what the program says; {@code -Dgolden.renew=true}
 * writes the files anew.
 */
class ChartFilesTest {

  private static final String FILES = "../helm/nightjar/files/";
  private static final String HEAD =
      "# Written by ChartFilesTest; -Dgolden.renew=true renews it.\n";

  /** Of groups that the practice cluster does not serve. */
  private static final Map<String, Boolean> NAMESPACED =
      Map.of(
          "cilium.io/ciliumnetworkpolicies", true,
          "crd.projectcalico.org/networkpolicies", true,
          "projectcalico.org/networkpolicies", true,
          "projectcalico.org/tier.networkpolicies", true,
          "projectcalico.org/tiers", false);

  @Test
  void actionsSayWhatTheyNeed() {
    StringBuilder file = new StringBuilder(HEAD);
    for (ActionDescriptor action : ActionRegistry.standardDescriptors()) {
      add(file, action.id(), ClusterRole.merged(action.permissions()));
    }
    Golden.check(FILES + "actions.yaml", file.toString());
  }

  @Test
  void playbooksSayWhatTheyMayAskFor() {
    List<Problem> problems = new ArrayList<>();
    StringBuilder file = new StringBuilder(HEAD);
    for (Shelved playbook :
        PlaybookShelf.read(Path.of("../playbooks"), Trust.EVERYTHING, Set.of(), problems)) {
      file.append(playbook.name())
          .append(": {actions: ")
          .append(quoted(new TreeSet<>(playbook.manifest().mayAsk()).stream().toList()))
          .append(", events: ")
          .append(PlaybookNeeds.looksAtKubernetesEvents(playbook))
          .append("}\n");
    }
    assertThat(problems).isEmpty();
    Golden.check(FILES + "playbooks.yaml", file.toString());
  }

  @Test
  void theEngineSaysWhatItNeedsWhateverIsDone() {
    StringBuilder file = new StringBuilder(HEAD);
    add(file, "watching", EngineAccess.WATCHING);
    add(file, "events", EngineAccess.EVENTS);
    add(file, "signIn", IdentityReviews.NEEDED);
    add(file, "agents", List.of(IdentityReviews.TOKENS));
    Golden.check(FILES + "engine.yaml", file.toString());
  }

  @Test
  void rolesOfPeopleAreThoseOfThePages() {
    StringBuilder file = new StringBuilder(HEAD);
    for (Role role : Role.values()) {
      List<Permission> may =
          Arrays.stream(io.nightjar.http.Permission.values())
              .filter(role::may)
              .map(
                  one ->
                      new Permission(
                          io.nightjar.http.Permission.GROUP,
                          one.resource()
                              + (one.subresource().isEmpty() ? "" : "/" + one.subresource()),
                          List.of(one.verb())))
              .toList();
      file.append(role.name().toLowerCase(java.util.Locale.ROOT)).append(":\n");
      for (Permission one : ClusterRole.merged(may)) {
        file.append("  - {apiGroups: [")
            .append(one.apiGroup())
            .append("], resources: [")
            .append(one.resource())
            .append("], verbs: [")
            .append(String.join(", ", one.verbs()))
            .append("]}\n");
      }
    }
    Golden.check(FILES + "people.yaml", file.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"prometheus-rules.yaml", "grafana-nightjar.json", "grafana-detections.json"})
  void alertRulesAndDashboardsAreThoseOfTheDocumentation(String file) throws Exception {
    Golden.check(FILES + file, Files.readString(Path.of("../docs/dashboards", file)));
  }

  private static void add(StringBuilder file, String name, List<Permission> permissions) {
    file.append('"').append(name).append("\":").append(permissions.isEmpty() ? " []\n" : "\n");
    for (Permission one : permissions) {
      file.append("  - {apiGroup: \"")
          .append(one.apiGroup())
          .append("\", resource: \"")
          .append(one.resource())
          .append("\", verbs: ")
          .append(quoted(one.verbs()))
          .append(", namespaced: ")
          .append(isNamespaced(one))
          .append("}\n");
    }
  }

  private static boolean isNamespaced(Permission one) {
    String resource = one.resource().split("/", 2)[0];
    Optional<ResourceType> known =
        CommonCustomTypes.all().types().stream()
            .filter(type -> type.group().equals(one.apiGroup()) && type.plural().equals(resource))
            .findFirst();
    if (known.isPresent()) {
      return known.get().namespaced();
    }
    Boolean told = NAMESPACED.get(one.apiGroup() + "/" + resource);
    assertThat(told).as("whether %s is in a namespace", one).isNotNull();
    return Boolean.TRUE.equals(told);
  }

  private static String quoted(List<String> words) {
    return words.stream().map(word -> "\"" + word + "\"").toList().toString();
  }
}
