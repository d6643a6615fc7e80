package io.nightjar.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * Signs checkpoints with the Ed25519 key of the state directory, which is made there on first use
 * ({@code audit.key}, mode 0600) beside its public half ({@code audit.pub}).
 */
public final class CheckpointSigner {

  static final String PRIVATE_FILE = "audit.key";
  static final String PUBLIC_FILE = "audit.pub";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final PrivateKey privateKey;
  private final VerifierKey verifierKey;

  private CheckpointSigner(PrivateKey privateKey, VerifierKey verifierKey) {
    this.privateKey = privateKey;
    this.verifierKey = verifierKey;
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
      writeOwnerOnly(privateFile, generate());
    }
    try {
      String[] parts = Files.readString(privateFile).split("-----BEGIN PRIVATE KEY-----", 2);
      VerifierKey verifierKey = VerifierKey.parse(parts[0]);
      byte[] encoded =
          Base64.getMimeDecoder().decode(parts[1].replace("-----END PRIVATE KEY-----", ""));
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (Files.notExists(publicFile)) {
        writeOwnerOnly(publicFile, verifierKey.text() + "\n");
      }
      return new CheckpointSigner(key, verifierKey);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(privateFile + " holds no usable signing key", e);
    }
  }

  /** The verifier key on the first line, then the private key as PEM: one file, never half. */
  private static String generate() throws IOException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = pair.getPrivate().getEncoded();
      return VerifierKey.of(pair.getPublic()).text()
          + "\n-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java platform makes no Ed25519 keys", e);
    }
  }

  private static void writeOwnerOnly(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OWNER_ONLY);
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  public VerifierKey verifierKey() {
    return verifierKey;
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

  private byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key of the audit log does not sign", e);
    }
  }
}
