package io.nightjar.agent.tasks;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.fleet.wire.EvidenceTaken;
import io.nightjar.fleet.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings artefacts to an engine in pieces, from where it has them on. What cannot be brought stays
 * on the node, and is told as such.
 */
final class EvidencePieces {

  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int TRIES = 6;

  private final EvidenceFolder folder;
  private final Link link;

  EvidencePieces(EvidenceFolder folder, Link link) {
    this.folder = folder;
    this.link = link;
  }

  /**
   * @return what could not be brought, and why
   */
  List<String> upload(String responseId, Collected collected) throws InterruptedException {
    List<String> missing = new ArrayList<>();
    for (Artefact artefact : collected.artefacts()) {
      try {
        bring(responseId, artefact);
      } catch (LinkFailure | IOException e) {
        missing.add(artefact.name() + " stays on the node: " + e.getMessage());
      }
    }
    return missing;
  }

  private void bring(String responseId, Artefact artefact)
      throws LinkFailure, IOException, InterruptedException {
    Path file = folder.of(responseId).resolve(artefact.name());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long have = 0;
      boolean whole = false;
      while (!whole) {
        EvidenceTaken taken = piece(responseId, artefact, channel, have);
        if (!taken.whole() && (taken.have() <= have || taken.have() > artefact.bytes())) {
          throw new IOException("the engine does not take more than " + taken.have() + " bytes");
        }
        have = taken.have();
        whole = taken.whole();
      }
    }
  }

  private EvidenceTaken piece(String responseId, Artefact artefact, FileChannel file, long from)
      throws LinkFailure, IOException, InterruptedException {
    int size = (int) Math.min(Wire.EVIDENCE_BYTES_A_PIECE, artefact.bytes() - from);
    ByteBuffer piece = ByteBuffer.allocate(size);
    while (piece.hasRemaining() && file.read(piece, from + piece.position()) >= 0) {
      // until it is full
    }
    if (piece.hasRemaining()) {
      throw new IOException("it is shorter than it was");
    }
    String path =
        "/evidence/%s/%s?from=%d&of=%d"
            .formatted(responseId, artefact.name(), from, artefact.bytes());
    Duration pause = FIRST_PAUSE;
    for (int tried = 1; ; tried++) {
      try {
        return link.put(path, piece.array(), artefact.sha256(), EvidenceTaken.class, WITHIN);
      } catch (LinkFailure.NotNow | LinkFailure.NotLetIn e) {
        if (tried == TRIES) {
          throw e;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }
}
