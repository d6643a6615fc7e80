package io.nightjar.practice.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.store.StoreEvent.Change;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects by type, namespace and name, under one lock and one revision counter.
 *
 * <p>A stored tree is never changed again: who wants to change an object copies it and puts the
 * copy. So a tree that was read stays valid without the lock.
 */
public final class ObjectStore {

  /** Objects as of a revision. */
  public record Listing(long revision, List<ObjectNode> objects) {}

  /** Objects as of a revision and every change after it. */
  public record Watch(Listing start, Subscription changes) {}

  private static final int HISTORY_LIMIT = 5_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ResourceType, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
  private final WatchHub hub;
  private final Consumer<StoreEvent> log;
  private long revision;

  /**
   * @param startRevision the revision that the first change follows
   * @param log is told of every change first; when it fails, there is no change
   */
  public ObjectStore(long startRevision, Consumer<StoreEvent> log) {
    this.revision = startRevision;
    this.log = log;
    this.hub = new WatchHub(HISTORY_LIMIT, startRevision);
  }

  /** Puts an object back as it was in an earlier life; only before anybody uses the store. */
  public void restore(ResourceType type, ObjectNode object) {
    of(type).put(ObjectKey.of(type, object).path(), object);
  }

  /** Runs several steps as one: nobody sees or makes a change in between. */
  public <T> T atomically(Supplier<T> steps) {
    lock.lock();
    try {
      return steps.get();
    } finally {
      lock.unlock();
    }
  }

  public long revision() {
    return atomically(() -> revision);
  }

  public Optional<ObjectNode> get(ObjectKey key) {
    return atomically(() -> Optional.ofNullable(of(key.type()).get(key.path())));
  }

  /** Sorted by namespace and name; a null namespace means all. */
  public Listing list(ResourceType type, @Nullable String namespace) {
    return atomically(
        () -> {
          NavigableMap<String, ObjectNode> all = of(type);
          Collection<ObjectNode> wanted =
              namespace == null
                  ? all.values()
                  : all.subMap(namespace + "/", true, namespace + "0", false).values();
          return new Listing(revision, List.copyOf(wanted));
        });
  }

  public List<ObjectNode> objects(ResourceType type, String namespace) {
    return list(type, namespace).objects();
  }

  /** Stores the tree as the object's new state and stamps its resource version. */
  public ObjectNode put(ResourceType type, ObjectNode object) {
    return atomically(
        () -> {
          revision++;
          Meta.of(object).put("resourceVersion", Long.toString(revision));
          String path = ObjectKey.of(type, object).path();
          ObjectNode previous = of(type).get(path);
          Change change = previous == null ? Change.ADDED : Change.MODIFIED;
          StoreEvent event = new StoreEvent(revision, change, type, object, previous);
          log.accept(event);
          of(type).put(path, object);
          hub.publish(event);
          return object;
        });
  }

  /** Removes the object; returns its last state, stamped with the deletion's revision. */
  public Optional<ObjectNode> remove(ObjectKey key) {
    return atomically(
        () -> {
          ObjectNode previous = of(key.type()).get(key.path());
          if (previous == null) {
            return Optional.empty();
          }
          revision++;
          ObjectNode last = previous.deepCopy();
          Meta.of(last).put("resourceVersion", Long.toString(revision));
          StoreEvent event = new StoreEvent(revision, Change.DELETED, key.type(), last, previous);
          log.accept(event);
          of(key.type()).remove(key.path());
          hub.publish(event);
          return Optional.of(last);
        });
  }

  /** Changes after a revision; 410 Gone when they are forgotten. */
  public Subscription subscribe(ResourceType type, long after) {
    return atomically(() -> hub.subscribe(type, after, revision));
  }

  /** Every change of every type from now on. */
  public Subscription subscribeToAll() {
    return atomically(() -> hub.subscribe(null, revision, revision));
  }

  public Watch watch(ResourceType type, @Nullable String namespace) {
    return atomically(
        () -> new Watch(list(type, namespace), hub.subscribe(type, revision, revision)));
  }

  /** Forgets the history, so that a watch from any earlier revision is answered with 410 Gone. */
  public void forgetHistory() {
    atomically(
        () -> {
          hub.forget(revision);
          return revision;
        });
  }

  /** Ends all watches. */
  public void closeSubscriptions() {
    hub.closeAll();
  }

  private NavigableMap<String, ObjectNode> of(ResourceType type) {
    return objects.computeIfAbsent(type, absent -> new TreeMap<>());
  }
}
