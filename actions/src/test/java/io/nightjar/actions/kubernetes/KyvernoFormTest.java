package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.actions.kubernetes.CustomTypes.KyvernoClusterPolicy;
import io.nightjar.practice.model.CommonCustomTypes;
import io.nightjar.practice.model.ResourceCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What may come into a cluster that has Kyverno and no ValidatingAdmissionPolicy. */
class KyvernoFormTest {
  private static final String BUILT_IN = "admissionregistration.k8s.io";

  abstract static class OnKyverno extends TargetActionContract {
    @Override
    TestCluster open() {
      return TestCluster.practice(CommonCustomTypes.all().without(BUILT_IN));
    }

    @AfterEach
    void removePolicies() {
      client().resources(KyvernoClusterPolicy.class).delete();
    }

    @Override
    JsonNode world(Target target) {
      ObjectNode world = JsonNodeFactory.instance.objectNode();
      for (KyvernoClusterPolicy one :
          client().resources(KyvernoClusterPolicy.class).list().getItems()) {
        ObjectNode json = new ClusterObjects(client()).json(one);
        world.set(one.getMetadata().getName(), json.path("spec"));
      }
      return world;
    }

    /** Its only policy, which holds in this namespace alone. */
    JsonNode policy(Target target) {
      JsonNode spec = world(target).elements().next();
      assertThat(spec.path("validationFailureAction").asText()).isEqualTo("Enforce");
      assertThat(spec.path("rules"))
          .isNotEmpty()
          .allMatch(
              rule ->
                  rule.at("/match/any/0/resources/namespaces")
                      .toString()
                      .equals("[\"" + namespace() + "\"]"))
          .allMatch(rule -> rule.at("/validate/message").asText().startsWith("nightjar: "));
      return spec;
    }

    Target thisNamespace() {
      return new NamespaceTarget(
          namespace(), client().namespaces().withName(namespace()).get().getMetadata().getUid());
    }
  }

  @Nested
  class Privileged extends OnKyverno {
    @Override
    Action action(KubernetesClient client) {
      return new ForbidPrivileged(client);
    }

    @Override
    Target prepared() {
      return thisNamespace();
    }

    @Test
    void noContainerOfAnyListIsPrivileged() {
      Target target = prepared();
      succeed(target);
      JsonNode rules = policy(target).path("rules");
      JsonNode modest = Fixtures.json("{'=(securityContext)': {'=(privileged)': 'false'}}");
      JsonNode pod = rules.at("/0/validate/pattern/spec");
      assertThat(pod.at("/containers/0")).isEqualTo(modest);
      assertThat(pod.at("/=(initContainers)/0")).isEqualTo(modest);
      assertThat(pod.path("=(hostPID)").asText()).isEqualTo("false");
      assertThat(rules.at("/1/validate/pattern/spec/=(ephemeralContainers)/0")).isEqualTo(modest);
    }
  }

  @Nested
  class Exec extends OnKyverno {
    @Override
    Action action(KubernetesClient client) {
      return new ForbidExec(client);
    }

    @Override
    Target prepared() {
      return thisNamespace();
    }

    @Test
    void execAndAttachAreDeniedWhoeverAsks() {
      Target target = prepared();
      succeed(target);
      JsonNode rule = policy(target).at("/rules/0");
      assertThat(rule.at("/match/any/0/resources/kinds").toString())
          .isEqualTo("[\"Pod/exec\",\"Pod/attach\"]");
      assertThat(rule.at("/validate/deny").toString()).isEqualTo("{}");
    }
  }

  @Nested
  class Image extends OnKyverno {
    @Override
    Action action(KubernetesClient client) {
      return new BlockImage(client);
    }

    @Override
    Target prepared() {
      return bare("lone");
    }

    @Test
    void theImageIsDeniedInEveryListOfContainers() {
      Target target = prepared();
      succeed(target);
      JsonNode rules = policy(target).path("rules");
      assertThat(rules.at("/0/validate/foreach/0/deny/conditions/any/0/value/0").asText())
          .isEqualTo(Fixtures.OLD_IMAGE);
      assertThat(rules.at("/0/validate/foreach/0/list").asText())
          .contains("initContainers")
          .contains("containers");
      assertThat(rules.at("/1/validate/foreach/0/list").asText()).contains("ephemeralContainers");
    }
  }

  @Nested
  class Neither extends ActionContract {
    @Override
    TestCluster open() {
      return TestCluster.practice(ResourceCatalog.standard().without(BUILT_IN));
    }

    @Override
    Action action(KubernetesClient client) {
      return new ForbidExec(client);
    }

    @Test
    void withoutEitherItIsRefusedWithTheReason() {
      Outcome outcome =
          execute(
              new NamespaceTarget(
                  namespace(),
                  client().namespaces().withName(namespace()).get().getMetadata().getUid()),
              Parameters.NONE);
      assertFailed(outcome, Kind.UNSUPPORTED);
      assertThat(((Outcome.Failed) outcome).cause()).endsWith("nor is there Kyverno");
    }

    @Test
    void withoutTetragonNoProgramIsForbidden() {
      Outcome outcome =
          new ForbidProgram(client())
              .execute(
                  request(
                      "r-1",
                      workload("Deployment", "web"),
                      Parameters.NONE.with("program", "/usr/bin/nc"),
                      false));
      assertFailed(outcome, Kind.UNSUPPORTED);
      assertThat(((Outcome.Failed) outcome).cause()).contains("no Tetragon");
    }
  }
}
