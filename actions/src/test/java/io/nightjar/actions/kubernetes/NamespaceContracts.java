package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The actions on a namespace, on the test's own. */
final class NamespaceContracts {
  private NamespaceContracts() {}

  abstract static class InNamespace extends TargetActionContract {
    @Override
    Target prepared() {
      return new NamespaceTarget(
          namespace(), client().namespaces().withName(namespace()).get().getMetadata().getUid());
    }

    @Override
    JsonNode world(Target target) {
      ObjectNode world = JsonNodeFactory.instance.objectNode();
      client()
          .resources(NetworkPolicy.class)
          .inNamespace(namespace())
          .list()
          .getItems()
          .forEach(
              one ->
                  world.set(
                      one.getMetadata().getName(),
                      snapshot(NetworkPolicy.class, one.getMetadata().getName())));
      client()
          .resources(ResourceQuota.class)
          .inNamespace(namespace())
          .list()
          .getItems()
          .forEach(
              one ->
                  world.set(
                      one.getMetadata().getName(),
                      snapshot(ResourceQuota.class, one.getMetadata().getName())));
      return world;
    }
  }

  abstract static class Denying extends InNamespace {
    @Override
    Action action(KubernetesClient client) {
      return new DefaultDeny(client);
    }

    @Test
    void deniesEverythingAndNamesWhatStillOpens() {
      create(Fixtures.opening(namespace(), "web-in", Map.of("app", "web")));
      Outcome.Succeeded done = succeed(prepared());
      NetworkPolicy policy = policy("nightjar-default-deny-both");
      assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
      assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEmpty();
      assertThat(policy.getSpec().getIngress()).isEmpty();
      assertThat(policy.getSpec().getEgress()).isEmpty();
      assertThat(done.warnings()).singleElement().asString().endsWith("select: web-in");
    }

    @Test
    void leavesOpenWhatWasAskedFor() {
      Parameters parameters =
          Parameters.NONE
              .with(DefaultDeny.DIRECTION, "egress")
              .with(AllowList.DNS, "yes")
              .with(AllowList.CIDR, List.of("192.0.2.0/28"));
      Outcome.Succeeded done = succeed(prepared(), parameters);
      String name = done.changes().getFirst().replaceFirst(".*/(.*) created", "$1");
      NetworkPolicy policy = policy(name);
      assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
      assertThat(policy.getSpec().getEgress()).hasSize(2);
      assertThat(policy.getSpec().getEgress().getFirst().getTo().getFirst().getIpBlock().getCidr())
          .isEqualTo("192.0.2.0/28");
      assertThat(policy.getSpec().getEgress().getLast().getPorts())
          .extracting(port -> port.getPort().getIntVal())
          .containsExactly(53, 53);
    }

    @Test
    void parametersThatCannotBeMeantAreRefused() {
      for (Parameters wrong :
          List.of(
              Parameters.NONE.with(DefaultDeny.DIRECTION, "up"),
              Parameters.NONE.with(AllowList.DNS, "maybe"),
              Parameters.NONE.with(AllowList.CIDR, "0.0.0.0/0"),
              Parameters.NONE.with(AllowList.CIDR, "192.0.2.0"))) {
        assertFailed(execute(prepared(), wrong), Kind.UNSUPPORTED);
      }
      assertThat(world(prepared())).isEmpty();
    }

    @Test
    void theUndoIsRefusedWhenSomebodyChangedThePolicy() {
      Target target = prepared();
      Outcome.Succeeded done = succeed(target);
      open("nightjar-default-deny-both");
      assertThat(refuseToTakeBack(target, done).difference())
          .anyMatch(line -> line.contains("/spec/ingress: left absent, now "));
      assertThat(policy("nightjar-default-deny-both")).isNotNull();
    }

    @Test
    void onePolicyOfThatNameThatOpensSomethingIsNoSuccess() {
      succeed(prepared());
      open("nightjar-default-deny-both");
      assertFailed(
          action(client()).execute(request("r-9", prepared(), Parameters.NONE, false)),
          Kind.CONFLICT);
    }

    private void open(String name) {
      client()
          .resources(NetworkPolicy.class)
          .inNamespace(namespace())
          .withName(name)
          .edit(
              policy -> {
                policy
                    .getSpec()
                    .setIngress(Fixtures.opening("", "", Map.of("a", "b")).getSpec().getIngress());
                return policy;
              });
    }

    private NetworkPolicy policy(String name) {
      return client().resources(NetworkPolicy.class).inNamespace(namespace()).withName(name).get();
    }
  }

  abstract static class Freezing extends InNamespace {
    @Override
    Action action(KubernetesClient client) {
      return new FreezeNewPods(client);
    }

    @Test
    void noMorePodsThanThereAreButOneForOneThatGoes() {
      PodTarget first = bare("first");
      succeed(prepared());
      refused("second");
      client().pods().inNamespace(namespace()).withName("first").withGracePeriod(0).delete();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreException(KubernetesClientException.class)
          .until(() -> create(Fixtures.pod(namespace(), "second", Map.of())) != null);
      assertThat(first.name()).isEqualTo("first");
    }

    @Test
    void notEvenAReplacementWhereThatIsWanted() {
      bare("first");
      Outcome.Succeeded done =
          succeed(prepared(), Parameters.NONE.with(FreezeNewPods.REPLACEMENTS, "no"));
      refused("second");
      assertThat(done.warnings())
          .anyMatch(one -> one.startsWith("a pod that goes is not replaced"));
      assertThat(client().pods().inNamespace(namespace()).withName("first").get()).isNotNull();
    }

    @Test
    void theUndoIsRefusedWhenSomebodyRaisedTheNumber() {
      Target target = prepared();
      bare("first");
      Outcome.Succeeded done = succeed(target);
      client()
          .resources(ResourceQuota.class)
          .inNamespace(namespace())
          .withName("nightjar-freeze-pods")
          .edit(
              quota -> {
                quota.getSpec().setHard(Map.of("pods", new Quantity("7")));
                return quota;
              });
      assertThat(refuseToTakeBack(target, done).difference())
          .containsExactly(
              "ResourceQuota "
                  + namespace()
                  + "/nightjar-freeze-pods/spec/hard/pods: left \"1\", now \"7\"");
    }

    /** The quota takes effect once the cluster has counted. */
    private void refused(String name) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                KubernetesClientException refused =
                    catchThrowableOfType(
                        KubernetesClientException.class,
                        () ->
                            client()
                                .resource(Fixtures.pod(namespace(), name, Map.of()))
                                .dryRun()
                                .create());
                assertThat(refused).isNotNull();
                assertThat(refused.getCode()).isEqualTo(403);
                assertThat(refused.getMessage()).contains("exceeded quota");
              });
    }
  }
}
