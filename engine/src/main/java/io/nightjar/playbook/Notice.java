package io.nightjar.playbook;

import io.nightjar.respond.Edition;
import java.time.Instant;
import java.util.List;

/**
 * A playbook wants a group of people to be told something.
 *
 * @param id deterministic like that of a request: a replay gives the same
 * @param playbook name of the playbook
 * @param playbookRule name of the DRL rule
 * @param group who is to be told; a name of the configuration
 * @param text plain text, its fields filled in and made printable
 * @param subject what it is about, for people: the pod, workload or node
 * @param namespace of the subject, or empty
 * @param detectionIds the detections behind it
 * @param time session clock
 * @param edition of the playbook
 */
public record Notice(
    String id,
    String playbook,
    String playbookRule,
    String group,
    String text,
    String subject,
    String namespace,
    List<String> detectionIds,
    Instant time,
    Edition edition) {
  public Notice {
    detectionIds = List.copyOf(detectionIds);
  }
}
