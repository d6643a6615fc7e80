package io.nightjar.tune;

import java.util.List;

/**
 * What tuning found.
 *
 * @param noisy groups that look most like noise
 * @param rare groups that were seen once or twice in one place, the most urgent first
 * @param proposals for the noisy ones
 * @param together what all that are proposed do together
 */
public record Report(
    Seen seen, List<Noise> noisy, List<Noise> rare, List<Proposal> proposals, Effect together) {
  public Report {
    noisy = List.copyOf(noisy);
    rare = List.copyOf(rare);
    proposals = List.copyOf(proposals);
  }
}
