package io.nightjar.cli.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.gate.Budgets;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import io.nightjar.store.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Responses done one after the other on objects of the benchmark's own, in a namespace of its own:
 * the time from the gate's leave until the action has the API server's answer and is recorded.
 */
final class ActionsBench implements AutoCloseable {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {namespace: %s, name: %s, labels: {app: bench}}
      spec:
        terminationGracePeriodSeconds: 0
        containers: [{name: main, image: "%s"}]
      """;
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {namespace: %s, name: %s}
      spec:
        replicas: 1
        selector: {matchLabels: {app: %2$s}}
        template:
          metadata: {labels: {app: %2$s}}
          spec:
            terminationGracePeriodSeconds: 0
            containers: [{name: main, image: "%s"}]
      """;
  private final KubernetesClient client;
  private final String image;
  private final String namespace =
      "nightjar-bench-" + Long.toString(System.currentTimeMillis(), 36);
  private final StateDirectory directory;
  private final Database database;
  private final ResponseDesk desk;
  private final InstantSource clock = InstantSource.system();
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private int number;

  private record Step(Response response, long nanos) {}

  ActionsBench(Path state, KubernetesClient client, String image) throws Exception {
    this.client = client;
    this.image = image;
    this.directory = StateDirectory.open(state);
    this.database = Database.open(directory);
    Map<String, Action> actions =
        ActionRegistry.standard(
                client, NodeControls.untouched().notingIn(state.resolve("intents")), clock)
            .byId();
    GateSettings.Rate many = new GateSettings.Rate(1_000_000, Duration.ofMinutes(1));
    Gate gate =
        new Gate(
            GateSettings.of(Mode.ENFORCE)
                .with(new GateSettings.Rates(many, many))
                .with(Budgets.NONE),
            new KillSwitch(state, false, database, clock),
            actions.values().stream()
                .map(Action::descriptor)
                .collect(Collectors.toMap(ActionDescriptor::id, one -> one)),
            TargetLookup.of(new NoPods()),
            clock);
    this.desk = new ResponseDesk(database, gate, actions, ResponderSettings.DEFAULTS, clock);
    desk.listen(new Listener());
    desk.start();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    awaitServiceAccount();
  }

  /** Milliseconds that one response took; its pod is made before. */
  double pod(String actionId) throws InterruptedException {
    HasMetadata pod = create(POD);
    return respond(
        actionId,
        new PodTarget(namespace, pod.getMetadata().getName(), pod.getMetadata().getUid()));
  }

  /** The same on a Deployment of one replica. */
  double deployment(String actionId) throws InterruptedException {
    HasMetadata made = create(DEPLOYMENT);
    return respond(
        actionId,
        new WorkloadTarget(
            "Deployment", namespace, made.getMetadata().getName(), made.getMetadata().getUid()));
  }

  private HasMetadata create(String yaml) {
    HasMetadata object =
        client
            .getKubernetesSerialization()
            .unmarshal(yaml.formatted(namespace, "bench-" + number++, image));
    return client.resource(object).create();
  }

  private double respond(String actionId, Target target) throws InterruptedException {
    Instant now = clock.instant();
    String id = "r-bench-" + number;
    desk.request(
        new ResponseRequest(
            id,
            "bench",
            "bench",
            actionId,
            target,
            Parameters.NONE,
            "a benchmark",
            List.of(id),
            now,
            now,
            null,
            null));
    long allowed = 0;
    while (true) {
      Step step = steps.poll(60, TimeUnit.SECONDS);
      if (step == null) {
        throw new IllegalStateException(actionId + " has no outcome after 60 s");
      }
      switch (step.response().state()) {
        case ALLOWED -> allowed = step.nanos();
        case SUCCEEDED -> {
          return (step.nanos() - allowed) / 1e6;
        }
        case REQUESTED, EXECUTING -> {}
        default -> throw new IllegalStateException(step.response().toString());
      }
    }
  }

  /** A server with controllers admits no pod before the namespace has one; others never make it. */
  private void awaitServiceAccount() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      if (client.serviceAccounts().inNamespace(namespace).withName("default").get() != null) {
        return;
      }
      Thread.sleep(100);
    }
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("default")
                .endMetadata()
                .build())
        .create();
  }

  @Override
  public void close() {
    desk.close();
    database.close();
    directory.close();
    client.namespaces().withName(namespace).delete();
  }

  private final class Listener implements ResponseListener {
    @Override
    public void changed(Response response, @Nullable ResponseState previous) {
      steps.add(new Step(response, System.nanoTime()));
    }

    @Override
    public void escalated(Response response) {}
  }
}
