package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The policies of network plugins that a cluster has, and their objects for one quarantine. Any
 * thread.
 */
final class DenyForms {
  private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final ClusterObjects cluster;
  private final InstantSource clock;
  private volatile Known known = new Known(Instant.MIN, List.of());

  DenyForms(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.cluster = new ClusterObjects(client);
    this.clock = clock;
  }

  private record Known(Instant until, List<DenyForm> served) {}

  /**
   * What became of them.
   *
   * @param standing those that are in force
   */
  record Made(List<DenyForm> standing, List<String> changes, List<String> warnings) {}

  /** Those that the API server serves; what the client throws is thrown on. */
  List<DenyForm> served() {
    Instant now = clock.instant();
    Known latest = known;
    if (!now.isBefore(latest.until())) {
      latest = new Known(now.plus(KNOWN_FOR), ask());
      known = latest;
    }
    return latest.served();
  }

  private List<DenyForm> ask() {
    APIGroupList list = client.getApiGroups();
    Set<String> groups =
        list == null
            ? Set.of()
            : list.getGroups().stream().map(APIGroup::getName).collect(Collectors.toSet());
    List<DenyForm> served = new ArrayList<>();
    for (DenyForm form : DenyForm.values()) {
      boolean instead = form == DenyForm.CALICO_OBJECTS && served.contains(DenyForm.CALICO);
      if (!instead && groups.contains(form.group()) && isServed(form)) {
        served.add(form);
      }
    }
    return List.copyOf(served);
  }

  private boolean isServed(DenyForm form) {
    APIResourceList resources = client.getApiResources(form.apiVersion());
    return resources != null
        && resources.getResources().stream().anyMatch(one -> one.getName().equals(form.plural()));
  }

  /**
   * Makes what is not there yet. What cannot be made is a warning and no failure: the NetworkPolicy
   * stands beside it.
   */
  Made ensure(Quarantine wanted, boolean dryRun) {
    Made made = new Made(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      for (DenyForm form : served()) {
        ensure(form, wanted, dryRun, made);
      }
    } catch (KubernetesClientException notAsked) {
      made.warnings()
          .add(
              "whether the network plugin has policies of its own could not be asked: "
                  + ClientFailure.of(notAsked).cause());
    }
    return made;
  }

  private void ensure(DenyForm form, Quarantine wanted, boolean dryRun, Made made) {
    String shown = form.describe(wanted.id());
    try {
      Optional<GenericKubernetesResource> there = find(form, wanted);
      if (there.isEmpty()) {
        create(form, wanted, dryRun);
        made.changes()
            .add(
                shown
                    + " created: nothing goes in or out, whatever other policies allow"
                    + wanted.allow().exceptions());
      } else if (!difference(form, there.get(), wanted).isEmpty()) {
        made.warnings().add(shown + " exists but does not deny what was asked for");
        return;
      }
      made.standing().add(form);
    } catch (KubernetesClientException refused) {
      made.warnings()
          .add(
              shown
                  + " could not be made, so what other policies allow still counts: "
                  + ClientFailure.of(refused).cause());
    }
  }

  Optional<GenericKubernetesResource> find(DenyForm form, Quarantine of) {
    return Optional.ofNullable(
        client
            .genericKubernetesResources(form.context())
            .inNamespace(of.pod().namespace())
            .withName(form.name(of.id()))
            .get());
  }

  /** How it differs from what it should say. */
  List<String> difference(DenyForm form, GenericKubernetesResource there, Quarantine wanted) {
    return Differences.between(
        form.describe(wanted.id()) + "/spec",
        form.spec(wanted.id(), wanted.allow()),
        cluster.json(there).path("spec"));
  }

  private void create(DenyForm form, Quarantine wanted, boolean dryRun) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(form.apiVersion());
    object.setKind(form.kind());
    object.setMetadata(wanted.metadata(form.name(wanted.id())));
    object.setAdditionalProperty("spec", form.spec(wanted.id(), wanted.allow()));
    resource(form, object).dryRun(dryRun).create();
  }

  /** Deletes exactly the version that was read. */
  void delete(DenyForm form, GenericKubernetesResource read, boolean dryRun) {
    if (dryRun) {
      resource(form, read).dryRun(true).delete();
    } else {
      resource(form, read).lockResourceVersion().delete();
    }
  }

  private Resource<GenericKubernetesResource> resource(
      DenyForm form, GenericKubernetesResource object) {
    return client
        .genericKubernetesResources(form.context())
        .inNamespace(object.getMetadata().getNamespace())
        .resource(object);
  }
}
