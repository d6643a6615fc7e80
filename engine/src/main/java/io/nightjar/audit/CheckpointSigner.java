package io.nightjar.audit;

import io.nightjar.crash.CrashPoint;
import io.nightjar.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs checkpoints with the Ed25519 key of the state directory, which is made there on first use
 * ({@code audit.key}, mode 0600). Beside it lies the public half of the first key that the log had
 * ({@code audit.pub}); that file never changes, for later keys follow from the log itself.
 */
public final class CheckpointSigner {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);

  static final String PRIVATE_FILE = "audit.key";
  static final String PUBLIC_FILE = "audit.pub";

  /** The key that a rotation has made, until the rotation is durable. */
  static final String NEXT_FILE = "audit.key.next";

  private static final String FIRST = "first ";

  private final Ed25519Signing signing;
  private final VerifierKey verifierKey;
  private final VerifierKey firstKey;

  private CheckpointSigner(
      EdECPrivateKey privateKey, VerifierKey verifierKey, VerifierKey firstKey) {
    this.signing = new Ed25519Signing(privateKey);
    this.verifierKey = verifierKey;
    this.firstKey = firstKey;
  }

  /**
   * @throws IOException when the files cannot be read, written or are no key
   */
  public static CheckpointSigner open(Path directory) throws IOException {
    Path privateFile = directory.resolve(PRIVATE_FILE);
    Path publicFile = directory.resolve(PUBLIC_FILE);
    if (Files.notExists(privateFile)) {
      if (Files.exists(publicFile)) {
        throw new IOException(privateFile + " is gone, though " + publicFile + " is there");
      }
      write(privateFile, file(generate(), null));
      CrashPoint.SIGNING_KEY_HALF_WRITTEN.reached();
    }
    CheckpointSigner signer = read(privateFile);
    if (Files.notExists(publicFile)) {
      write(publicFile, signer.firstKey.text() + "\n");
    }
    return signer;
  }

  /**
   * Opens it where the log says which key it is now: takes up a rotation that was cut short after
   * it was recorded, and forgets one that was cut short before.
   *
   * @param recorded the key that the last rotation in the log names, or null
   * @throws IOException when the key here is another one
   */
  static CheckpointSigner open(Path directory, @Nullable VerifierKey recorded) throws IOException {
    CheckpointSigner signer = open(directory);
    Path next = directory.resolve(NEXT_FILE);
    if (recorded != null && !signer.verifierKey.equals(recorded)) {
      if (Files.notExists(next) || !read(next).verifierKey.equals(recorded)) {
        throw new IOException(
            "the log names "
                + recorded.label()
                + " as its key, and "
                + directory.resolve(PRIVATE_FILE)
                + " holds "
                + signer.verifierKey.label());
      }
      signer = read(next);
      signer.promote(directory);
      LOG.warn("finished the key rotation that was cut short; {} signs", recorded.label());
    } else if (Files.deleteIfExists(next)) {
      LOG.warn("deleted {}: a key rotation was cut short before it was recorded", next);
    }
    return signer;
  }

  /**
   * Whether the key here is the one that signs, or is to sign; changes nothing.
   *
   * @throws IOException saying which one it lacks
   */
  static CheckpointSigner look(Path directory, @Nullable VerifierKey recorded) throws IOException {
    CheckpointSigner signer = read(directory.resolve(PRIVATE_FILE));
    Path next = directory.resolve(NEXT_FILE);
    if (recorded == null || signer.verifierKey.equals(recorded)) {
      return signer;
    }
    if (Files.exists(next)) {
      CheckpointSigner follower = read(next);
      if (follower.verifierKey.equals(recorded)) {
        return follower;
      }
    }
    throw new IOException("the log is signed by " + recorded.label() + " now");
  }

  private static CheckpointSigner read(Path file) throws IOException {
    tighten(file);
    try {
      String[] parts = Files.readString(file).split("-----BEGIN PRIVATE KEY-----", 2);
      List<String> lines = parts[0].strip().lines().toList();
      VerifierKey verifierKey = VerifierKey.parse(lines.getFirst());
      VerifierKey firstKey =
          lines.size() > 1 && lines.get(1).startsWith(FIRST)
              ? VerifierKey.parse(lines.get(1).substring(FIRST.length()))
              : verifierKey;
      byte[] encoded =
          Base64.getMimeDecoder().decode(parts[1].replace("-----END PRIVATE KEY-----", ""));
      EdECPrivateKey key =
          (EdECPrivateKey)
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      CheckpointSigner signer = new CheckpointSigner(key, verifierKey, firstKey);
      byte[] probe = {1};
      if (!verifierKey.signed(probe, signer.sign(probe))) {
        throw new GeneralSecurityException("its two halves do not belong together");
      }
      return signer;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(file + " holds no usable signing key", e);
    }
  }

  /** A volume that was mounted for a group may have opened it; whoever can read it can sign. */
  private static void tighten(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    if (OwnerOnly.FILE.value().containsAll(found) || !Files.isWritable(file)) {
      return;
    }
    Files.setPosixFilePermissions(file, OwnerOnly.FILE.value());
    LOG.warn(
        "{} was {}: others could read the key that signs the audit log. It is {} now; rotate it"
            + " (nightjar audit key rotate) if you do not know who did",
        file,
        PosixFilePermissions.toString(found),
        PosixFilePermissions.toString(OwnerOnly.FILE.value()));
  }

  /**
   * Makes the key that is to follow this one and stores it as {@link #NEXT_FILE}. Where engines
   * share their keys, it is the one that was given to all of them for that: a key that only this
   * engine has would end the log with it.
   */
  CheckpointSigner next(Path directory) throws IOException {
    Path shared = SharedKeys.folder(directory).orElse(null);
    if (shared != null) {
      return givenNext(shared, directory);
    }
    return made(directory);
  }

  private CheckpointSigner givenNext(Path shared, Path directory) throws IOException {
    Path given = shared.resolve(NEXT_FILE);
    if (Files.notExists(given)) {
      throw new IOException(
          "the audit key comes from "
              + shared
              + ", and the one that is to follow it has to, too: make it with `nightjar store keys"
              + " --next`, give it to every engine as "
              + NEXT_FILE
              + ", and rotate then");
    }
    SharedKeys.copy(given, directory.resolve(NEXT_FILE));
    CheckpointSigner next = read(directory.resolve(NEXT_FILE));
    if (!next.firstKey.equals(firstKey) || next.verifierKey.equals(verifierKey)) {
      throw new IOException(given + " does not follow the key " + verifierKey.label());
    }
    return next;
  }

  /** Makes a key that is to follow this one in {@code directory}. */
  public CheckpointSigner made(Path directory) throws IOException {
    KeyPair pair = generate();
    VerifierKey key = VerifierKey.of(verifierKey.name(), pair.getPublic());
    write(
        directory.resolve(NEXT_FILE),
        file(pair, new CheckpointSigner(privateHalf(pair), key, firstKey)));
    return new CheckpointSigner(privateHalf(pair), key, firstKey);
  }

  /** Makes {@link #NEXT_FILE} the key; the private half of the old one is gone then. */
  void promote(Path directory) throws IOException {
    DurableFiles.move(directory.resolve(NEXT_FILE), directory.resolve(PRIVATE_FILE));
  }

  private static KeyPair generate() throws IOException {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java platform makes no Ed25519 keys", e);
    }
  }

  /**
   * The verifier key on the first line, for a later key the log's first one on the second, then the
   * private key as PEM: one file, never half.
   */
  private static String file(KeyPair pair, @Nullable CheckpointSigner later) {
    String names =
        later == null
            ? VerifierKey.of(pair.getPublic()).text()
            : later.verifierKey.text() + "\n" + FIRST + later.firstKey.text();
    return names
        + "\n-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OwnerOnly.FILE);
    Files.writeString(fresh, text);
    DurableFiles.force(fresh);
    DurableFiles.move(fresh, file);
  }

  /** What signs now. */
  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /** What signed the first checkpoint; the same until the key is rotated. */
  public VerifierKey firstKey() {
    return firstKey;
  }

  Checkpoint sign(Frontier tree, long number) {
    Hash root = tree.root();
    String body = Checkpoint.body(verifierKey.name(), tree.size(), root, number);
    byte[] signature = sign(body.getBytes(StandardCharsets.UTF_8));
    byte[] withId =
        ByteBuffer.allocate(4 + signature.length).put(verifierKey.id()).put(signature).array();
    String note =
        body
            + "\n— "
            + verifierKey.name()
            + " "
            + Base64.getEncoder().encodeToString(withId)
            + "\n";
    return new Checkpoint(verifierKey.name(), tree.size(), root, number, note);
  }

  byte[] sign(byte[] text) {
    return signing.sign(text);
  }

  /** Whether the faster of two ways to sign is in use. */
  boolean isFast() {
    return signing.isFast();
  }

  private static EdECPrivateKey privateHalf(KeyPair pair) {
    return (EdECPrivateKey) pair.getPrivate();
  }
}
