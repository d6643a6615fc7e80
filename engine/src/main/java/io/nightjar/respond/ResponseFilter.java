package io.nightjar.respond;

import java.util.Set;

/**
 * Which responses to list, the newest first.
 *
 * @param states empty for all
 * @param namespace empty for all
 */
public record ResponseFilter(Set<ResponseState> states, String namespace, int limit) {

  public static final ResponseFilter ALL = new ResponseFilter(Set.of(), "", 100);

  public ResponseFilter {
    states = Set.copyOf(states);
  }

  public static ResponseFilter in(ResponseState... states) {
    return new ResponseFilter(Set.of(states), "", 1000);
  }
}
