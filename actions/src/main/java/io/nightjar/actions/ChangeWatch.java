package io.nightjar.actions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes what an action does to the objects of the cluster while it runs on this thread; by a dry
 * run what it would do. Nothing is noted, and nothing costs, where nobody watches.
 */
public final class ChangeWatch {

  private static final ThreadLocal<@Nullable List<ObjectChange>> WATCHED = new ThreadLocal<>();

  private ChangeWatch() {}

  /** What came of it, and what was changed meanwhile, in order. */
  public record Seen<T>(T result, List<ObjectChange> changes) {
    public Seen {
      changes = List.copyOf(changes);
    }
  }

  /** Runs {@code work} on this thread. */
  public static <T> Seen<T> during(Supplier<T> work) {
    List<ObjectChange> changes = new ArrayList<>();
    WATCHED.set(changes);
    try {
      return new Seen<>(work.get(), changes);
    } finally {
      WATCHED.remove();
    }
  }

  /** To be called where an object is changed. */
  public static void note(Supplier<ObjectChange> change) {
    List<ObjectChange> changes = WATCHED.get();
    if (changes != null) {
      changes.add(change.get());
    }
  }
}
