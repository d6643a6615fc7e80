package io.nightjar.cli;

import io.nightjar.config.ConfigErrors;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.Manifest;
import io.nightjar.evidence.s3.Bucket;
import io.nightjar.node.NodeParts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Where the evidence of the Nightjar that is meant lies. */
final class EvidencePlace {

  private EvidencePlace() {}

  static EvidenceFolder folder(StateOption state, Shell shell) throws ConfigErrors {
    return new EvidenceFolder(
        state.configuration(shell.around()).evidence().directory(state.folder(shell.around())));
  }

  /** The bucket that evidence is copied to, if the configuration names one. */
  static Optional<Bucket> bucket(StateOption state, Shell shell) throws ConfigErrors {
    return NodeParts.bucket(
        state.configuration(shell.around()).evidence(),
        shell.around().environment(),
        InstantSource.system());
  }

  /**
   * @param id the whole id of a response, or a prefix that only one has
   */
  static Manifest find(EvidenceFolder folder, String id) throws UsageFailure {
    List<Manifest> found =
        folder.all().stream().filter(one -> one.responseId().startsWith(id)).toList();
    for (Manifest one : found) {
      if (one.responseId().equals(id)) {
        return one;
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new UsageFailure(
        found.isEmpty()
            ? "no evidence of a response \"" + id + "\" in " + folder.path()
            : "\""
                + id
                + "\" may mean "
                + String.join(", ", found.stream().map(Manifest::responseId).toList()));
  }
}
