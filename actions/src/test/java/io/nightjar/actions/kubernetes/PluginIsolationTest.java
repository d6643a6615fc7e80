package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.practice.http.User;
import io.nightjar.practice.model.ResourceType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Isolation on clusters whose network plugins have policies that deny. */
class PluginIsolationTest extends ActionContract {
  private static final ResourceType CILIUM =
      ResourceType.namespaced("cilium.io/v2", "ciliumnetworkpolicies", "CiliumNetworkPolicy");
  private static final ResourceType CALICO =
      ResourceType.namespaced("projectcalico.org/v3", "networkpolicies", "NetworkPolicy");
  private static final ResourceType CALICO_OBJECTS =
      ResourceType.namespaced("crd.projectcalico.org/v1", "networkpolicies", "NetworkPolicy");

  private final TestCluster.Practice practice = TestCluster.practice(CILIUM, CALICO_OBJECTS);

  /** All that holds of the standard form holds beside these. */
  @Nested
  class BesideCilium extends IsolatePodContract {
    @Override
    TestCluster open() {
      return TestCluster.practice(CILIUM, CALICO, CALICO_OBJECTS);
    }

    @Test
    @Override
    void saysIncompleteWhenAnotherPolicyStillLetsTrafficIn() {
      PodTarget target = bare("lone");
      create(Fixtures.opening(namespace(), "allow-all", Map.of()));
      String id = QuarantinePolicy.id(target.uid());
      assertThat(succeed(target).warnings())
          .noneMatch(warning -> warning.startsWith("incomplete"))
          .contains(
              "policy allow-all still selects the pod and allows ingress, which "
                  + DenyForm.CILIUM.describe(id)
                  + " and "
                  + DenyForm.CALICO.describe(id)
                  + " overrules");
    }

    @Test
    void whatCalicoKeepsIsLeftAloneWhereItHasAnApiServer() {
      PodTarget target = bare("lone");
      succeed(target);
      DenyForms forms = new DenyForms(client(), InstantSource.system());
      assertThat(forms.served()).containsExactly(DenyForm.CILIUM, DenyForm.CALICO);
    }
  }

  @Override
  TestCluster open() {
    return practice;
  }

  @Override
  Action action(KubernetesClient client) {
    return new IsolatePod(client, InstantSource.system());
  }

  @AfterEach
  void allowAll() {
    practice.cluster().access().allowAll();
  }

  private List<GenericKubernetesResource> objects(DenyForm form) {
    return client()
        .genericKubernetesResources(form.context())
        .inNamespace(namespace())
        .list()
        .getItems();
  }

  private JsonNode spec(DenyForm form) {
    assertThat(objects(form)).hasSize(1);
    return new ClusterObjects(client()).json(objects(form).getFirst()).path("spec");
  }

  @Test
  void deniesInTheFormOfEachPluginAndTheUndoTakesBothBack() {
    PodTarget target = bare("lone");
    JsonNode before = snapshot(Pod.class, "lone");
    Outcome.Succeeded done = succeed(target);
    String id = QuarantinePolicy.id(target.uid());
    JsonNode cilium = spec(DenyForm.CILIUM);
    assertThat(cilium.at("/endpointSelector/matchLabels").toString()).contains(id);
    assertThat(cilium.at("/ingressDeny").toString())
        .contains("Exists", "\"world\"", "\"remote-node\"")
        .doesNotContain("\"host\"");
    assertThat(cilium.has("ingress")).isFalse();
    assertThat(cilium.has("egress")).isFalse();
    JsonNode calico = spec(DenyForm.CALICO_OBJECTS);
    assertThat(calico.path("order").asInt()).isNegative();
    assertThat(calico.path("selector").asText())
        .isEqualTo("nightjar.io/quarantine == '" + id + "'");
    assertThat(calico.path("egress").toString()).isEqualTo("[{\"action\":\"Deny\"}]");
    assertThat(done.changes()).filteredOn(change -> change.contains("whatever other")).hasSize(2);

    UndoOutcome.Undone undone = (UndoOutcome.Undone) undo(target, done.beforeState());
    assertThat(undone.changes()).filteredOn(change -> change.endsWith("removed")).hasSize(3);
    assertThat(objects(DenyForm.CILIUM)).isEmpty();
    assertThat(objects(DenyForm.CALICO_OBJECTS)).isEmpty();
    assertThat(snapshot(Pod.class, "lone")).isEqualTo(before);
  }

  @Test
  void leavesOpenWhatIsAllowedInEachForm() {
    Parameters allowed =
        Parameters.NONE
            .with(AllowList.DNS, "yes")
            .with(AllowList.CIDR, List.of("192.0.2.7/32", "2001:db8::/64"));
    PodTarget target = bare("lone");
    succeed(target, allowed);
    JsonNode cilium = spec(DenyForm.CILIUM);
    assertThat(cilium.at("/egressDeny/2/toCIDRSet").toString())
        .isEqualTo(
            "[{\"cidr\":\"0.0.0.0/0\",\"except\":[\"192.0.2.7/32\"]},"
                + "{\"cidr\":\"::/0\",\"except\":[\"2001:db8::/64\"]}]");
    // whatever is no pod has no namespace: "not in" alone would select it too
    assertThat(cilium.at("/egressDeny/0/toEndpoints/0/matchExpressions").toString())
        .contains("\"operator\":\"Exists\"", "\"values\":[\"kube-system\"]");
    assertThat(cilium.at("/egress").toString()).contains("kube-dns", "192.0.2.7/32");
    assertThat(cilium.at("/ingress/0/fromCIDR")).hasSize(2);
    JsonNode calico = spec(DenyForm.CALICO_OBJECTS);
    assertThat(calico.path("egress")).hasSize(4);
    assertThat(calico.path("egress").get(3).toString()).isEqualTo("{\"action\":\"Deny\"}");
    assertThat(calico.path("ingress").get(0).at("/source/nets")).hasSize(2);
    assertThat(execute(target, allowed)).isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void aPluginThatMayNotBeAskedIsAWarningAndIncompleteStays() {
    PodTarget target = bare("lone");
    create(Fixtures.opening(namespace(), "allow-all", Map.of()));
    practice.cluster().access().addUser("limited", new User("limited", List.of()));
    practice
        .cluster()
        .access()
        .limit(
            "limited",
            request -> !request.group().contains("calico") && !request.group().contains("cilium"));
    try (KubernetesClient limited = practice.clientWith("limited")) {
      Outcome.Succeeded done =
          succeeded(action(limited).execute(request("r-1", target, Parameters.NONE, false)));
      assertThat(done.warnings())
          .anyMatch(warning -> warning.startsWith("incomplete: policy allow-all"))
          .anyMatch(
              warning ->
                  warning.startsWith("CiliumNetworkPolicy ")
                      && warning.contains("could not be made"));
      assertThat(action(limited).execute(request("r-1", target, Parameters.NONE, false)))
          .isInstanceOf(Outcome.NothingToDo.class);
      assertThat(
              action(limited)
                  .undo(request("r-1", target, Parameters.NONE, false), done.beforeState()))
          .isInstanceOf(UndoOutcome.Undone.class);
    }
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedOrRemovedOne() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    GenericKubernetesResource calico = objects(DenyForm.CALICO_OBJECTS).getFirst();
    client()
        .genericKubernetesResources(DenyForm.CALICO_OBJECTS.context())
        .inNamespace(namespace())
        .withName(calico.getMetadata().getName())
        .edit(
            found -> {
              found.<Map<String, Object>>get("spec").put("order", 1);
              return found;
            });
    assertThat(((UndoOutcome.Refused) undo(target, done.beforeState())).difference())
        .singleElement()
        .asString()
        .endsWith("/spec/order: left -1000000, now 1");
    client().resource(objects(DenyForm.CALICO_OBJECTS).getFirst()).delete();
    assertThat(((UndoOutcome.Refused) undo(target, done.beforeState())).difference())
        .singleElement()
        .asString()
        .endsWith("left, now absent");
    assertThat(
            action(client())
                .standing(request("r-1", target, Parameters.NONE, false), done.beforeState()))
        .isInstanceOf(Standing.Reverted.class);
  }

  @Test
  void oneWhoseAnswerWasLostGoesWithTheUndo() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    ObjectNode state = done.beforeState().deepCopy();
    state.remove("forms");
    assertThat(undo(target, state)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(objects(DenyForm.CILIUM)).isEmpty();
  }
}
