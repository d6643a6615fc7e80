package io.nightjar.fleet.wire;

import java.time.Duration;
import java.util.List;

/**
 * The answer to {@link MayKill}.
 *
 * @param containers full ids of those in which it may; in no other
 * @param holds from the question on; after that it may in none until it is asked again
 */
public record KillPermission(List<String> containers, Duration holds) {
  public KillPermission {
    containers = List.copyOf(containers);
  }
}
