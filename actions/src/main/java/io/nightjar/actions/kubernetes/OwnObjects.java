package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Objects that an action makes and its undo deletes again, in order and in reverse. Their names
 * come from what they are for, so that a second run meets its own work; each carries the response
 * that made it.
 */
final class OwnObjects {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final ClusterObjects cluster;
  private final ActionRequest request;
  private final List<HasMetadata> wanted;

  /**
   * @param wanted with name, namespace and spec; marks are added here
   */
  OwnObjects(ClusterObjects cluster, ActionRequest request, List<? extends HasMetadata> wanted) {
    this.cluster = cluster;
    this.request = request;
    this.wanted = List.copyOf(wanted);
  }

  /** One object that was made, and its spec as the server keeps it. */
  record Made(String kind, String namespace, String name, String uid, JsonNode spec) {
    String describe() {
      return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
  }

  /** What the undo needs. */
  record State(List<Made> made) {
    State {
      made = List.copyOf(made);
    }

    /**
     * @throws IllegalArgumentException when it is not such a state
     */
    static State of(JsonNode json) {
      if (!json.isObject() || !json.path("made").isArray()) {
        throw new IllegalArgumentException(
            "not the before-state of this action: " + json.getNodeType());
      }
      return JSON.convertValue(json, State.class);
    }
  }

  /**
   * Makes what is not there yet.
   *
   * @param what for people, when all is there already
   */
  Outcome make(String what, List<String> warnings) {
    Set<String> done = new LinkedHashSet<>();
    return ConflictRetry.execute(done, () -> attempt(what, warnings, done));
  }

  /**
   * @param changes what has been made so far
   */
  private Outcome attempt(String what, List<String> warnings, Set<String> changes) {
    List<Made> made = new ArrayList<>();
    boolean fresh = false;
    for (HasMetadata one : wanted) {
      Optional<? extends HasMetadata> there = find(one);
      if (there.isPresent() && !holds(one, there.get())) {
        return new Outcome.Failed(
            Kind.CONFLICT,
            describe(one) + " exists, but is not what it should be; see who changed it");
      }
      if (there.isEmpty()) {
        HasMetadata created = cluster.create(marked(one), request.dryRun());
        made.add(made(created));
        if (!request.dryRun()) {
          changes.add(describe(one) + " created");
        }
        fresh = true;
      } else if (isByThisResponse(there.get())) {
        made.add(made(there.get()));
        changes.add(describe(one) + " created");
      }
    }
    if (!fresh) {
      return new Outcome.NothingToDo(what);
    }
    Outcome.Succeeded done =
        new Outcome.Succeeded(
            made.stream().map(one -> one.describe() + " created").toList(),
            JSON.valueToTree(new State(made)),
            warnings);
    return request.dryRun() ? DryRun.of(done) : verified(done);
  }

  private Outcome verified(Outcome.Succeeded done) {
    for (HasMetadata one : wanted) {
      Optional<? extends HasMetadata> again = find(one);
      if (again.isEmpty() || !holds(one, again.get())) {
        return new Outcome.Failed(
            Kind.CONFLICT, describe(one) + " was changed at once by somebody else");
      }
    }
    return done;
  }

  /** Only when all of it is there: one without the other is not in force. */
  Optional<Outcome.Succeeded> recover() {
    List<Made> made = new ArrayList<>();
    for (HasMetadata one : wanted) {
      Optional<? extends HasMetadata> there = find(one);
      if (there.isEmpty() || !holds(one, there.get())) {
        return Optional.empty();
      }
      if (isByThisResponse(there.get())) {
        made.add(made(there.get()));
      }
    }
    return made.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Outcome.Succeeded(
                made.stream()
                    .map(one -> one.describe() + " was created by an earlier run of this response")
                    .toList(),
                JSON.valueToTree(new State(made)),
                List.of()));
  }

  /** Deletes what was made, unless one of it is not as it was left: then nothing is touched. */
  UndoOutcome remove(JsonNode beforeState) {
    State state = State.of(beforeState);
    Set<String> done = new LinkedHashSet<>();
    return ConflictRetry.undo(done, () -> attemptRemoval(state, done));
  }

  /**
   * @param removed what has been removed so far
   */
  private UndoOutcome attemptRemoval(State state, Set<String> removed) {
    List<String> difference = new ArrayList<>();
    List<HasMetadata> present = new ArrayList<>();
    for (Made made : state.made().reversed()) {
      Optional<? extends HasMetadata> there = find(made);
      if (there.isEmpty()) {
        if (!request.dryRun()) {
          removed.add(made.describe() + " removed");
        }
        continue;
      }
      if (!there.get().getMetadata().getUid().equals(made.uid())) {
        difference.add(
            made.describe()
                + "/metadata/uid: left "
                + made.uid()
                + ", now "
                + there.get().getMetadata().getUid());
      }
      difference.addAll(
          Differences.between(made.describe() + "/spec", made.spec(), spec(there.get())));
      present.add(there.get());
    }
    if (!difference.isEmpty()) {
      return new UndoOutcome.Refused("what Nightjar made was changed since", difference);
    }
    for (HasMetadata one : present) {
      cluster.delete(one, request.dryRun());
      removed.add(describe(one) + " removed");
    }
    UndoOutcome.Undone done =
        new UndoOutcome.Undone(
            present.isEmpty() ? List.of("what was made was removed before") : List.copyOf(removed));
    return request.dryRun() ? DryRun.of(done) : done;
  }

  private Optional<? extends HasMetadata> find(HasMetadata one) {
    String namespace = one.getMetadata().getNamespace();
    return cluster.get(
        one.getClass(), namespace == null ? "" : namespace, one.getMetadata().getName());
  }

  private Optional<? extends HasMetadata> find(Made made) {
    return wanted.stream()
        .filter(one -> one.getKind().equals(made.kind()))
        .findFirst()
        .flatMap(one -> cluster.get(one.getClass(), made.namespace(), made.name()));
  }

  /**
   * Whether everything that is wanted is there. What the server fills in may be there too, but for
   * policies, where one rule more opens what should be closed.
   */
  private boolean holds(HasMetadata wish, HasMetadata there) {
    return wish instanceof NetworkPolicy
        ? spec(there).equals(spec(wish))
        : contains(spec(there), spec(wish));
  }

  private static boolean contains(JsonNode there, JsonNode wish) {
    if (wish.isObject()) {
      for (Map.Entry<String, JsonNode> field : wish.properties()) {
        if (!contains(there.path(field.getKey()), field.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (wish.isArray()) {
      if (there.size() != wish.size()) {
        return false;
      }
      for (int index = 0; index < wish.size(); index++) {
        if (!contains(there.path(index), wish.path(index))) {
          return false;
        }
      }
      return true;
    }
    return there.equals(wish);
  }

  private JsonNode spec(HasMetadata object) {
    ObjectNode json = cluster.json(object);
    return json.path("spec");
  }

  private Made made(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new Made(
        object.getKind(),
        namespace == null ? "" : namespace,
        object.getMetadata().getName(),
        String.valueOf(object.getMetadata().getUid()),
        spec(object));
  }

  private boolean isByThisResponse(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations != null && request.responseId().equals(annotations.get(Marks.RESPONSE));
  }

  private HasMetadata marked(HasMetadata one) {
    Map<String, String> labels = new TreeMap<>(one.getMetadata().getLabels());
    labels.put(Marks.MANAGED_BY, Marks.NIGHTJAR);
    one.getMetadata().setLabels(labels);
    Map<String, String> annotations = new TreeMap<>(one.getMetadata().getAnnotations());
    annotations.put(Marks.RESPONSE, request.responseId());
    one.getMetadata().setAnnotations(annotations);
    return one;
  }

  private static String describe(HasMetadata one) {
    String namespace = one.getMetadata().getNamespace();
    return one.getKind()
        + " "
        + (namespace == null || namespace.isEmpty() ? "" : namespace + "/")
        + one.getMetadata().getName();
  }
}
