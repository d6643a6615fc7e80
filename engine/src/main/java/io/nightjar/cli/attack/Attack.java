package io.nightjar.cli.attack;

import java.util.List;

/**
 * A short story of an intruder, told in real system calls.
 *
 * @param raises the rules that it should raise, by name
 * @param workload where it is played unless another pod is named: {@code namespace/name}
 * @param privileged whether the container has every capability, as the workload's own has
 */
record Attack(
    String name,
    String story,
    List<String> raises,
    String workload,
    boolean privileged,
    List<Act> acts) {
  Attack {
    raises = List.copyOf(raises);
    acts = List.copyOf(acts);
  }
}
