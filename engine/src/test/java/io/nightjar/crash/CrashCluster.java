package io.nightjar.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.crash.Script.Seen;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.Fault;
import io.nightjar.practice.http.RequestInfo;
import io.nightjar.practice.http.WriteWatcher;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cluster of a crash night: it lives in the test's process, so it survives every kill, has a
 * record of all writes, and may hold one up until somebody has died.
 */
final class CrashCluster implements AutoCloseable, WriteWatcher {

  static final String NAMESPACE = "night";

  /** Responses note their ids in the annotations of what they change. */
  private static final Pattern NOTE = Pattern.compile("\"response\\\\?\":\\\\?\"([^\"\\\\]+)");

  private static final int PODS = 4;

  private final PracticeCluster cluster;
  private final List<Write> writes = new CopyOnWriteArrayList<>();
  private volatile Consumer<Moment> watcher = moment -> {};

  /** One write, on its way or done. */
  record Moment(boolean done) {}

  /**
   * @param sets how many sets of targets there are, see {@link #detections}
   */
  CrashCluster(int sets) throws IOException {
    StringBuilder first = new StringBuilder(namespace());
    StringBuilder second = new StringBuilder();
    for (int set = 0; set < sets; set++) {
      for (int pod = 0; pod < PODS; pod++) {
        first.append(pod("pod-" + set + "-" + pod));
      }
      first.append(deployment("worm-" + set, "app:2"));
      first.append(deployment("image-" + set, "app:1"));
      first.append(deployment("file-" + set, "app:2"));
      second.append(deployment("image-" + set, "app:2"));
    }
    cluster =
        PracticeCluster.start(
            Seed.bare(CrashNight.NODE).then(Seed.ofYaml(first.toString() + second)), 0);
    cluster.watchWrites(this);
  }

  private static String namespace() {
    return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + NAMESPACE + "}\n";
  }

  private static String pod(String name) {
    return """
    ---
    apiVersion: v1
    kind: Pod
    metadata: {namespace: %s, name: %s, labels: {app: %s}}
    spec: {containers: [{name: main, image: "app:2"}]}
    """
        .formatted(NAMESPACE, name, name);
  }

  private static String deployment(String name, String image) {
    return """
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {namespace: %1$s, name: %2$s}
    spec:
      replicas: 1
      selector: {matchLabels: {app: %2$s}}
      template:
        metadata: {labels: {app: %2$s}}
        spec: {containers: [{name: main, image: "%3$s"}]}
    """
        .formatted(NAMESPACE, name, image);
  }

  /** What is seen on one set of targets: once each rule, some of them more often. */
  List<Seen> detections(int set) {
    List<Seen> all = new ArrayList<>();
    String id = "d" + set + "-";
    PodTarget probed = podTarget("pod-" + set + "-3");
    all.add(new Seen(id + "shell", "a shell", podTarget("pod-" + set + "-0"), null));
    all.add(new Seen(id + "probe-1", "a probe", probed, null));
    all.add(onWorkload(id + "worm", "a worm", "worm-" + set));
    all.add(onWorkload(id + "image", "a bad image", "image-" + set));
    all.add(new Seen(id + "probe-2", "a probe", probed, null));
    all.add(new Seen(id + "miner", "a miner", podTarget("pod-" + set + "-1"), null));
    all.add(new Seen(id + "shell-again", "a shell", podTarget("pod-" + set + "-0"), null));
    all.add(onWorkload(id + "file", "a dropped file", "file-" + set));
    all.add(new Seen(id + "question", "a question", podTarget("pod-" + set + "-2"), null));
    all.add(new Seen(id + "probe-3", "a probe", probed, null));
    return all;
  }

  private Seen onWorkload(String id, String rule, String deployment) {
    ObjectNode object = object("deployments", deployment);
    ObjectNode pod =
        objects("pods").stream()
            .filter(each -> Meta.labels(each).getOrDefault("app", "").equals(deployment))
            .findFirst()
            .orElseThrow();
    return new Seen(
        id,
        rule,
        new PodTarget(NAMESPACE, Meta.name(pod), Meta.uid(pod)),
        new WorkloadTarget("Deployment", NAMESPACE, deployment, Meta.uid(object)));
  }

  private PodTarget podTarget(String name) {
    return new PodTarget(NAMESPACE, name, Meta.uid(object("pods", name)));
  }

  private ObjectNode object(String plural, String name) {
    return objects(plural).stream()
        .filter(each -> Meta.name(each).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<ObjectNode> objects(String plural) {
    ResourceType type =
        ResourceCatalog.standard().types().stream()
            .filter(each -> each.plural().equals(plural))
            .findFirst()
            .orElseThrow();
    return cluster.registry().store().list(type, NAMESPACE).objects();
  }

  /** Ids of the responses whose effect is there now, by their notes on pods and workloads. */
  Set<String> inEffect() {
    Set<String> ids = new TreeSet<>();
    for (String plural : List.of("pods", "deployments")) {
      for (ObjectNode object : objects(plural)) {
        ids.addAll(noted(object.path("metadata").path("annotations")));
      }
    }
    return ids;
  }

  /** Every write so far, in the order in which they took place. */
  List<Write> writes() {
    return List.copyOf(writes);
  }

  /** The responses whose notes a text holds. */
  static Set<String> noted(JsonNode json) {
    Set<String> ids = new TreeSet<>();
    Matcher notes = NOTE.matcher(json.toString());
    while (notes.find()) {
      ids.add(notes.group(1));
    }
    return ids;
  }

  /**
   * The answer to the next change of a workload that nobody takes back is lost, and its two next
   * readers get none: so the action fails although it took place.
   */
  void loseAnAnswer() {
    AtomicReference<String> changed = new AtomicReference<>("");
    cluster
        .faults()
        .next(
            1,
            request ->
                request.is("patch", "deployments")
                    && request.name().startsWith("file-")
                    && changed.compareAndSet("", request.name()),
            new Fault.LoseAnswer());
    cluster
        .faults()
        .next(
            2,
            request -> request.is("get", "deployments") && request.name().equals(changed.get()),
            Fault.unavailable());
  }

  void repair() {
    cluster.faults().clear();
  }

  void writeKubeconfig(Path file) {
    cluster.writeKubeconfig(file);
  }

  /** Who is told of every write from now on, and may hold it up. */
  void watch(Consumer<Moment> by) {
    watcher = by;
  }

  @Override
  public void arrived(RequestInfo about) {
    watcher.accept(new Moment(false));
  }

  @Override
  public void done(Write write) {
    writes.add(write);
    watcher.accept(new Moment(true));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
