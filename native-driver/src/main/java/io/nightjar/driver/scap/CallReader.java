package io.nightjar.driver.scap;

import org.jspecify.annotations.Nullable;

/** Puts entry and return of each call together and counts events. */
final class CallReader {
  private final PendingEntries entries = new PendingEntries();
  private long number;

  /**
   * Number of the event that was read last, from 1: as sysdig and Falco of today count, who leave
   * out the entries of calls whose return tells all.
   */
  long number() {
    return number;
  }

  /**
   * Takes the next event of the file.
   *
   * @return the call that it completes (or the event that is no call); null for an entry
   */
  @Nullable Call take(RawEvent event) {
    EventKind kind = event.kind();
    if (!kind.superseded()) {
      number++;
    }
    if (kind.isHalf()) {
      entries.add(event);
      return null;
    }
    return new Call(event, kind.entry() ? null : entries.take(event));
  }
}
