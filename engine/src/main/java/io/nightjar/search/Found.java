package io.nightjar.search;

import java.util.List;

/**
 * A page of what was found.
 *
 * @param items the newest first
 * @param next where the next page begins; empty at the end
 * @param exhausted whether the page ends because enough was looked at, not because it is full
 */
public record Found<T>(List<T> items, String next, boolean exhausted) {
  public Found {
    items = List.copyOf(items);
  }
}
