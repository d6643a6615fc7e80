package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  /** The key and note that Go's sumdb/note documents as its example. */
  private static final String PETER_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String PETER_NOTE =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n"
          + "\n"
          + "— PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  @TempDir Path directory;

  @Test
  void readsAndVerifiesAForeignSignedNote() {
    VerifierKey key = VerifierKey.parse(PETER_KEY);
    assertThat(key.text()).isEqualTo(PETER_KEY);
    assertThat(key.verifies(PETER_NOTE)).isTrue();
    assertThat(key.verifies(PETER_NOTE.replace("answer", "Answer"))).isFalse();
  }

  @Test
  void noteHasTheFormOfATlogCheckpoint() throws IOException {
    CheckpointSigner signer = CheckpointSigner.open(directory);
    Frontier tree = Frontier.EMPTY.append(Merkle.leaf(new byte[0]));
    Checkpoint checkpoint = signer.sign(tree, 7);
    List<String> lines = checkpoint.note().lines().toList();
    String name = signer.verifierKey().name();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).isEqualTo(name);
    assertThat(lines.get(1)).isEqualTo("1");
    assertThat(lines.get(2)).isEqualTo(Base64.getEncoder().encodeToString(tree.root().bytes()));
    assertThat(lines.get(3)).isEqualTo("nightjar-checkpoint 7");
    assertThat(lines.get(4)).isEmpty();
    assertThat(lines.get(5)).startsWith("— " + name + " ");
    assertThat(checkpoint.note()).endsWith("\n");
    assertThat(Checkpoint.parse(checkpoint.note())).isEqualTo(checkpoint);
    assertThat(signer.verifierKey().verifies(checkpoint.note())).isTrue();
  }

  @Test
  void whoSignsOftenSignsFasterAndNotDifferently() throws IOException {
    CheckpointSigner seldom = CheckpointSigner.open(directory);
    CheckpointSigner often = CheckpointSigner.open(directory);
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < Ed25519Signing.SELDOM; i++) {
      byte[] unused = often.sign(text);
    }
    await().until(often::isFast);

    assertThat(seldom.isFast()).isFalse();
    for (int length = 0; length < 300; length += 7) {
      byte[] some = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
      assertThat(often.sign(some)).isEqualTo(CheckpointSigner.open(directory).sign(some));
      assertThat(often.verifierKey().signed(some, often.sign(some))).isTrue();
    }
  }

  @Test
  void everyChangedCharacterBreaksTheSignature() throws IOException {
    CheckpointSigner signer = CheckpointSigner.open(directory);
    String note = signer.sign(Frontier.EMPTY.append(Merkle.leaf(new byte[0])), 1).note();
    int end = note.indexOf("\n\n");
    for (int i = 0; i < end; i++) {
      char other = note.charAt(i) == 'x' ? 'y' : 'x';
      String changed = note.substring(0, i) + other + note.substring(i + 1);
      assertThat(signer.verifierKey().verifies(changed)).as("character %s", i).isFalse();
    }
  }

  @Test
  void keyIsKeptAndReadableByItsOwnerOnly() throws IOException {
    VerifierKey first = CheckpointSigner.open(directory).verifierKey();
    Path file = directory.resolve("audit.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.delete(directory.resolve("audit.pub"));
    assertThat(CheckpointSigner.open(directory).verifierKey().text()).isEqualTo(first.text());
    assertThat(Files.readString(directory.resolve("audit.pub")).strip()).isEqualTo(first.text());
  }

  @Test
  void lostKeyIsNotReplacedBehindTheBack() throws IOException {
    CheckpointSigner.open(directory);
    Files.delete(directory.resolve("audit.key"));
    assertThatThrownBy(() -> CheckpointSigner.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("audit.key is gone");
  }

  @Test
  void damagedKeysAndNotesAreRefused() throws IOException {
    assertThatThrownBy(() -> VerifierKey.parse("name+00000000+AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VerifierKey.parse(PETER_KEY.replace("c74f", "c74e")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Checkpoint.parse("origin\n1\n"))
        .isInstanceOf(IllegalArgumentException.class);
    Files.writeString(directory.resolve("audit.key"), "not a key");
    assertThatThrownBy(() -> CheckpointSigner.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no usable signing key");
  }
}
