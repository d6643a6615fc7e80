package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API server is told to refuse. */
final class AdmissionContracts {
  private AdmissionContracts() {}

  abstract static class Admission extends TargetActionContract {

    @AfterEach
    void removePolicies() {
      for (Class<? extends HasMetadata> type : types()) {
        if (client().supports(type)) {
          client().resources(type).withLabel(Marks.MANAGED_BY, Marks.NIGHTJAR).delete();
        }
      }
    }

    @Override
    Map<String, String> needs() {
      return Map.of("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy");
    }

    private static List<Class<? extends HasMetadata>> types() {
      return List.of(ValidatingAdmissionPolicyBinding.class, ValidatingAdmissionPolicy.class);
    }

    @Override
    JsonNode world(Target target) {
      ObjectNode world = JsonNodeFactory.instance.objectNode();
      for (Class<? extends HasMetadata> type : types()) {
        for (HasMetadata one :
            client()
                .resources(type)
                .withLabel(Marks.MANAGED_BY, Marks.NIGHTJAR)
                .list()
                .getItems()) {
          world.set(
              one.getKind() + one.getMetadata().getName(),
              new ClusterObjects(client()).json(one).path("spec"));
        }
      }
      return world;
    }

    @Test
    void theBindingNamesThisNamespaceAlone() {
      succeed(prepared());
      ValidatingAdmissionPolicyBinding binding =
          client()
              .resources(ValidatingAdmissionPolicyBinding.class)
              .withLabel(Marks.MANAGED_BY, Marks.NIGHTJAR)
              .list()
              .getItems()
              .getFirst();
      assertThat(binding.getSpec().getMatchResources().getNamespaceSelector().getMatchLabels())
          .isEqualTo(Map.of("kubernetes.io/metadata.name", namespace()));
      assertThat(binding.getSpec().getValidationActions()).containsExactly("Deny");
    }

    /** The practice cluster keeps such policies and does not evaluate them. */
    void assumeItIsEnforced() {
      boolean practice = client().getKubernetesVersion().getGitVersion().contains("practice");
      assumeTrue(!practice, "the practice cluster does not evaluate admission policies");
    }

    void refuses(Pod pod) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                KubernetesClientException refused =
                    catchThrowableOfType(
                        KubernetesClientException.class,
                        () -> client().resource(pod).dryRun().create());
                assertThat(refused).isNotNull();
                assertThat(refused.getMessage()).contains("nightjar: ");
              });
    }

    void takes(Pod pod) {
      assertThat(client().resource(pod).dryRun().create()).isNotNull();
    }
  }

  abstract static class InNamespace extends Admission {
    @Override
    Target prepared() {
      return new NamespaceTarget(
          namespace(), client().namespaces().withName(namespace()).get().getMetadata().getUid());
    }
  }

  abstract static class Privileged extends InNamespace {
    @Override
    Action action(KubernetesClient client) {
      return new ForbidPrivileged(client);
    }

    @Test
    void privilegedPodsAreRefusedAndOthersTaken() {
      assumeItIsEnforced();
      succeed(prepared());
      Pod plain = Fixtures.pod(namespace(), "plain", Map.of());
      refuses(
          new PodBuilder(plain)
              .editSpec()
              .editFirstContainer()
              .withNewSecurityContext()
              .withPrivileged(true)
              .endSecurityContext()
              .endContainer()
              .endSpec()
              .build());
      refuses(new PodBuilder(plain).editSpec().withHostPID(true).endSpec().build());
      takes(plain);
    }
  }

  abstract static class Exec extends InNamespace {
    @Override
    Action action(KubernetesClient client) {
      return new ForbidExec(client);
    }
  }

  abstract static class Image extends Admission {
    @Override
    Action action(KubernetesClient client) {
      return new BlockImage(client);
    }

    @Override
    Target prepared() {
      return bare("lone");
    }

    @Test
    void theImageIsRefusedByNameAndOthersTaken() {
      PodTarget target = (PodTarget) prepared();
      Outcome.Succeeded done = succeed(target);
      assertThat(done.changes()).hasSize(2);
      assumeItIsEnforced();
      refuses(Fixtures.pod(namespace(), "again", Map.of()));
      takes(
          new PodBuilder(Fixtures.pod(namespace(), "other", Map.of()))
              .editSpec()
              .editFirstContainer()
              .withImage(Fixtures.NEW_IMAGE)
              .endContainer()
              .endSpec()
              .build());
      client()
          .pods()
          .inNamespace(namespace())
          .withName(target.name())
          .edit(
              pod ->
                  new PodBuilder(pod).editMetadata().addToLabels("a", "b").endMetadata().build());
    }
  }
}
