package io.nightjar.practice.store;

import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.ResourceType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Hands changes to watchers and remembers the latest, so that a watch can start a little in the
 * past. Everything but {@link #remove} runs under the store's lock.
 */
final class WatchHub {
  private final Deque<StoreEvent> history = new ArrayDeque<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final int historyLimit;
  private long forgottenUpTo;

  WatchHub(int historyLimit, long startRevision) {
    this.historyLimit = historyLimit;
    this.forgottenUpTo = startRevision;
  }

  void publish(StoreEvent event) {
    history.addLast(event);
    while (history.size() > historyLimit) {
      forgottenUpTo = history.removeFirst().revision();
    }
    subscriptions.forEach(subscription -> subscription.offer(event));
  }

  /** Everything after a revision; 410 Gone when that is no longer remembered or never was. */
  Subscription subscribe(@Nullable ResourceType type, long after, long current) {
    if (after < forgottenUpTo || after > current) {
      throw ApiError.gone(
          "resource version %d is not in the window %d to %d"
              .formatted(after, forgottenUpTo, current));
    }
    Subscription subscription = new Subscription(this, type);
    history.stream().filter(event -> event.revision() > after).forEach(subscription::offer);
    subscriptions.add(subscription);
    return subscription;
  }

  void remove(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  void forget(long upTo) {
    history.clear();
    forgottenUpTo = upTo;
  }

  void closeAll() {
    subscriptions.forEach(Subscription::close);
  }
}
