package io.nightjar.policy;

import io.nightjar.detect.ClusterEventRule;
import io.nightjar.playbook.PlaybookShelf.Shelved;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What playbooks may ask for and look at, which decides what the API server has to allow.
 *
 * @param askedBy names of the playbooks by the id of an action that they may ask for
 * @param events whether one of them names a Kubernetes event
 */
public record PlaybookNeeds(SortedMap<String, SortedSet<String>> askedBy, boolean events) {

  public PlaybookNeeds {
    askedBy = Collections.unmodifiableSortedMap(new TreeMap<>(askedBy));
  }

  /** Of those that count. A draft is among them: trying without effect needs the same. */
  public static PlaybookNeeds of(Collection<Shelved> playbooks) {
    SortedMap<String, SortedSet<String>> askedBy = new TreeMap<>();
    for (Shelved playbook : playbooks) {
      for (String action : playbook.manifest().mayAsk()) {
        askedBy.computeIfAbsent(action, none -> new TreeSet<>()).add(playbook.name());
      }
    }
    return new PlaybookNeeds(
        askedBy, playbooks.stream().anyMatch(PlaybookNeeds::looksAtKubernetesEvents));
  }

  /** Whether Events have to be watched for it. */
  public static boolean looksAtKubernetesEvents(Shelved playbook) {
    return !ClusterEventRule.reasons(playbook.rulesNamed().stream()).isEmpty();
  }
}
