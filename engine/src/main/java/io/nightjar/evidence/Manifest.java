package io.nightjar.evidence;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was collected, as it lies beside the artefacts. It is for people: what counts is the audit
 * log.
 *
 * @param notes what is missing or cut short, and why
 */
public record Manifest(
    String responseId,
    ContainerTarget target,
    Instant collectedAt,
    List<Artefact> artefacts,
    List<String> notes) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,60}");

  /**
   * @throws IllegalArgumentException when an artefact's name could lead out of its folder
   */
  public Manifest {
    if (!artefacts.stream().allMatch(artefact -> isName(artefact.name()))) {
      throw new IllegalArgumentException("an artefact has a strange name");
    }
    artefacts = List.copyOf(artefacts);
    notes = List.copyOf(notes);
  }

  /** Whether it is the plain name of a file. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
