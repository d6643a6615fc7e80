package io.nightjar.evidence;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.EvidenceSource.Opener;
import io.nightjar.actions.EvidenceSource.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evidence that was collected on another node and is brought here piece by piece; bounded as what
 * is collected here. Any thread, for one artefact one at a time.
 */
public final class BroughtEvidence {

  private static final long LEFT_FOR_THE_STORE = 256L << 20;
  private static final int FILES_AT_MOST = 200;
  private static final String PART = ".part-";

  private final EvidenceFolder folder;
  private final EvidenceLimits limits;
  private final InstantSource clock;

  public BroughtEvidence(EvidenceFolder folder, EvidenceLimits limits, InstantSource clock) {
    this.folder = folder;
    this.limits = limits;
    this.clock = clock;
  }

  /** How far an artefact is; whole once its hash was found right. */
  public record Progress(long have, boolean whole) {}

  /** A piece that is not taken, and why. */
  public static final class NotTaken extends Exception {
    private static final long serialVersionUID = 1L;

    NotTaken(String why) {
      super(why);
    }
  }

  /**
   * Makes room for the artefacts of a response; what was brought before stays.
   *
   * @return why there is none; empty where there is
   */
  public Optional<String> open(String responseId) {
    try {
      folder.make(responseId);
      return Files.getFileStore(folder.path()).getUsableSpace()
              < limits.bytes() + LEFT_FOR_THE_STORE
          ? Optional.of("there is too little room on the disk of " + folder.path())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("evidence cannot be written to " + folder.path() + ": " + e.getMessage());
    }
  }

  /**
   * Takes one piece. Where it does not fit what is here, nothing of it is taken, and the answer
   * says where to go on.
   *
   * @param from where the piece begins
   * @param of how large the artefact is
   * @param sha256 of the artefact
   * @throws NotTaken when the artefact can never be taken so
   */
  public synchronized Progress take(
      String responseId, String name, long from, long of, byte[] piece, String sha256)
      throws NotTaken {
    if (!Manifest.isName(name) || name.equals(EvidenceFolder.MANIFEST)) {
      throw new NotTaken("that is no name of an artefact");
    }
    if (from < 0 || of < 0 || from + piece.length > of || of > limits.bytes()) {
      throw new NotTaken("an artefact has at most " + limits.bytes() + " bytes");
    }
    try {
      Path at = folder.of(responseId);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)
          || folder.find(responseId).isPresent()) {
        throw new NotTaken("no evidence of that response is waited for");
      }
      Path whole = at.resolve(name);
      if (EvidenceCheck.hash(whole).equals(sha256)) {
        return new Progress(of, true);
      }
      return take(at, whole, from, of, piece, sha256);
    } catch (IOException e) {
      throw new UncheckedIOException("evidence cannot be written", e);
    }
  }

  private Progress take(Path at, Path whole, long from, long of, byte[] piece, String sha256)
      throws IOException, NotTaken {
    Path part = at.resolve(PART + whole.getFileName());
    long have = Files.exists(part, LinkOption.NOFOLLOW_LINKS) ? Files.size(part) : 0;
    if (from > have) {
      return new Progress(have, false);
    }
    checkRoom(at, of - have);
    append(part, from, piece);
    long now = from + piece.length;
    if (now < of) {
      return new Progress(now, false);
    }
    if (!EvidenceCheck.hash(part).equals(sha256)) {
      Files.delete(part);
      throw new NotTaken("the artefact is not the one with that hash");
    }
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new Progress(of, true);
  }

  private void checkRoom(Path at, long more) throws IOException, NotTaken {
    long bytes = 0;
    int files = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
      for (Path entry : entries) {
        bytes += Files.size(entry);
        files++;
      }
    }
    if (bytes + more > limits.bytes() || files >= FILES_AT_MOST) {
      throw new NotTaken("the room for the evidence of one response is full");
    }
  }

  private static void append(Path part, long from, byte[] piece) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.truncate(from);
      channel.position(from);
      ByteBuffer left = ByteBuffer.wrap(piece);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** All is here that the agent could bring: what lies elsewhere is fetched, and it is whole. */
  public Collected finish(Order order, Collected there) {
    if (!there.problem().isEmpty()) {
      return there;
    }
    return finish(order.responseId(), order.target(), there, order.others());
  }

  /** The same for what an earlier run asked for, of which no order is known any more. */
  public Optional<Collected> finish(String responseId, ContainerTarget target, Collected there) {
    Collected whole = finish(responseId, target, there, Map.of());
    return whole.problem().isEmpty() ? Optional.of(whole) : Optional.empty();
  }

  private Collected finish(
      String responseId, ContainerTarget target, Collected there, Map<String, Opener> others) {
    try {
      Path at = folder.of(responseId);
      List<String> notes = new ArrayList<>(there.notes());
      List<Artefact> artefacts = new ArrayList<>();
      for (Artefact artefact : there.artefacts()) {
        if (isHere(at, artefact) && !others.containsKey(kind(artefact.name()))) {
          artefacts.add(sized(artefact, Files.size(at.resolve(artefact.name()))));
        } else {
          notes.add("an artefact was collected on the node, but is not here");
        }
      }
      keepOnly(at, artefacts);
      fetch(at, target, others, artefacts, notes);
      if (there.gone() && artefacts.isEmpty()) {
        return new Collected("", true, "", List.of(), notes);
      }
      folder.finish(new Manifest(responseId, target, clock.instant(), artefacts, notes));
      return new Collected("", there.gone(), at.toString(), artefacts, notes);
    } catch (IOException e) {
      return new Collected(
          "evidence cannot be written to " + folder.path() + ": " + e.getMessage(),
          false,
          "",
          List.of(),
          List.of());
    }
  }

  private static boolean isHere(Path at, Artefact artefact) throws IOException {
    return Manifest.isName(artefact.name())
        && EvidenceCheck.hash(at.resolve(artefact.name())).equals(artefact.sha256());
  }

  private static String kind(String name) {
    return name.replaceFirst("\\.txt$", "");
  }

  private static Artefact sized(Artefact one, long bytes) {
    return new Artefact(one.name(), one.kind(), one.what(), bytes, one.sha256(), one.truncated());
  }

  private static void keepOnly(Path at, List<Artefact> artefacts) throws IOException {
    Set<String> names = new HashSet<>();
    artefacts.forEach(artefact -> names.add(artefact.name()));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
      for (Path entry : entries) {
        if (!names.contains(String.valueOf(entry.getFileName()))) {
          Files.delete(entry);
        }
      }
    } catch (NoSuchFileException gone) {
      throw new IOException("the folder is gone", gone);
    }
  }

  private void fetch(
      Path at,
      ContainerTarget target,
      Map<String, Opener> others,
      List<Artefact> artefacts,
      List<String> notes)
      throws IOException {
    long room = limits.bytes() - artefacts.stream().mapToLong(Artefact::bytes).sum();
    for (Map.Entry<String, Opener> other : others.entrySet()) {
      ArtefactFile file =
          new ArtefactFile(
              at, other.getKey() + ".txt", other.getKey(), target.describe(), Math.max(0, room));
      try {
        new Fetched(other.getValue())
            .collect(new Scene(target, List.of(), at, limits.time(), clock), file);
      } catch (Sink.Full full) {
        // the artefact says so itself
      } catch (IOException | RuntimeException e) {
        file.cut(String.valueOf(e.getMessage()));
      }
      Artefact artefact = file.finish();
      if (artefact.bytes() == 0 && !artefact.truncated().isEmpty()) {
        Files.delete(at.resolve(artefact.name()));
        notes.add(artefact.kind() + ": not collected, " + artefact.truncated());
      } else {
        room -= artefact.bytes();
        artefacts.add(artefact);
      }
    }
  }
}
