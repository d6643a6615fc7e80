package io.nightjar.actions;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects evidence of containers of this node and keeps it; tests have a fake. */
public interface EvidenceSource {

  /**
   * Collects, and keeps under the response's id. Time and size are bounded; what a bound cut short
   * is told as such.
   */
  Collected collect(Order order);

  /** What an earlier run of this response collected whole. */
  Optional<Collected> found(String responseId);

  /**
   * What is wanted.
   *
   * @param kinds of evidence, and paths of files in the container
   * @param others further kinds, each with what opens it
   */
  record Order(
      String responseId, ContainerTarget target, List<String> kinds, Map<String, Opener> others) {
    public Order {
      kinds = List.copyOf(kinds);
      others = Map.copyOf(others);
    }
  }

  /** Opens what lies outside of this node. */
  @FunctionalInterface
  interface Opener {
    /**
     * @param mostBytes more will not be read
     */
    InputStream open(long mostBytes) throws IOException;
  }

  /**
   * What became of it.
   *
   * @param problem why nothing could be collected, or empty
   * @param gone whether the container has ended and nothing of it was left
   * @param folder where it is kept
   * @param notes what is missing or cut short, and why
   */
  record Collected(
      String problem, boolean gone, String folder, List<Artefact> artefacts, List<String> notes) {
    public Collected {
      artefacts = List.copyOf(artefacts);
      notes = List.copyOf(notes);
    }
  }
}
