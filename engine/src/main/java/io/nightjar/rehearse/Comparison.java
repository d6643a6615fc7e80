package io.nightjar.rehearse;

import io.nightjar.playbook.SessionLimits;
import io.nightjar.rehearse.Difference.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each response of one rehearsal the same one of another on the same past: of the same
 * request; or else of the same detections and rule of a playbook; or else of the same action on the
 * same target. Only an hour of both is in memory, for no rule waits longer. One thread.
 */
public final class Comparison {

  private static final Duration WINDOW = SessionLimits.MEMORY;

  private final Consumer<Difference> found;
  private final Map<String, Entry.Asked> old = new LinkedHashMap<>();
  private final Map<String, Entry.Asked> fresh = new LinkedHashMap<>();
  private long same;

  private Comparison(Consumer<Difference> found) {
    this.found = found;
  }

  /**
   * Tells every difference, nearly in the order of time.
   *
   * @return how many responses are the same
   */
  public static long of(Spool before, Spool after, Consumer<Difference> found) throws IOException {
    Comparison comparison = new Comparison(found);
    try (Responses olds = new Responses(before);
        Responses news = new Responses(after)) {
      comparison.walk(olds, news);
    }
    return comparison.same;
  }

  private void walk(Responses olds, Responses news) {
    Entry.Asked before = olds.next();
    Entry.Asked after = news.next();
    while (before != null || after != null) {
      if (after == null || (before != null && !after.at().isBefore(before.at()))) {
        Entry.Asked taken = before == null ? after : before;
        settle(taken == null ? Instant.MIN : taken.at().minus(WINDOW));
        meet(taken, fresh, old, true);
        before = olds.next();
      } else {
        settle(after.at().minus(WINDOW));
        meet(after, old, fresh, false);
        after = news.next();
      }
    }
    settle(Instant.MAX);
  }

  /** Takes the same request of the other side away, or waits for it. */
  private void meet(
      Entry.@Nullable Asked one,
      Map<String, Entry.Asked> others,
      Map<String, Entry.Asked> mine,
      boolean isOld) {
    if (one == null) {
      return;
    }
    Entry.Asked other = others.remove(one.id());
    if (other == null) {
      mine.put(one.id(), one);
    } else {
      pair(isOld ? one : other, isOld ? other : one);
    }
  }

  private void pair(Entry.Asked before, Entry.Asked after) {
    List<Change> changes = EntryChanges.of(before, after);
    if (changes.isEmpty()) {
      same++;
    } else {
      found.accept(Difference.changed(before, after, changes));
    }
  }

  /** What was asked for before {@code until} and has found nothing is gone, added, or changed. */
  private void settle(Instant until) {
    for (Entry.Asked before : takeBefore(old, until)) {
      Optional<Entry.Asked> like = like(before);
      like.ifPresent(after -> fresh.remove(after.id()));
      like.ifPresentOrElse(
          after -> pair(before, after), () -> found.accept(Difference.gone(before)));
    }
    // an older one that is alike would have been settled with it
    takeBefore(fresh, until.equals(Instant.MAX) ? until : until.minus(WINDOW))
        .forEach(after -> found.accept(Difference.added(after)));
  }

  private static List<Entry.Asked> takeBefore(Map<String, Entry.Asked> waiting, Instant until) {
    List<Entry.Asked> taken = new ArrayList<>();
    for (Iterator<Entry.Asked> all = waiting.values().iterator(); all.hasNext(); ) {
      Entry.Asked oldest = all.next();
      if (!oldest.at().isBefore(until)) {
        break;
      }
      all.remove();
      taken.add(oldest);
    }
    return taken;
  }

  private Optional<Entry.Asked> like(Entry.Asked before) {
    return like(before, Comparison::sameCause)
        .or(() -> like(before, (one, other) -> sameDeed(one, other) && isNear(one, other)));
  }

  private Optional<Entry.Asked> like(
      Entry.Asked before, BiPredicate<Entry.Asked, Entry.Asked> alike) {
    return fresh.values().stream().filter(after -> alike.test(before, after)).findFirst();
  }

  private static boolean sameCause(Entry.Asked one, Entry.Asked other) {
    return one.playbook().equals(other.playbook())
        && one.rule().equals(other.rule())
        && !one.detections().isEmpty()
        && one.detections().equals(other.detections());
  }

  private static boolean sameDeed(Entry.Asked one, Entry.Asked other) {
    return one.action().equals(other.action()) && one.targetKey().equals(other.targetKey());
  }

  private static boolean isNear(Entry.Asked one, Entry.Asked other) {
    return Duration.between(one.at(), other.at()).abs().compareTo(WINDOW) <= 0;
  }

  /** The responses of a spool, one after the other. */
  private static final class Responses implements AutoCloseable {
    private final Spool.Cursor cursor;

    Responses(Spool spool) throws IOException {
      cursor = spool.cursor();
    }

    Entry.@Nullable Asked next() {
      try {
        for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
          if (entry instanceof Entry.Asked asked) {
            return asked;
          }
        }
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      cursor.close();
    }
  }
}
