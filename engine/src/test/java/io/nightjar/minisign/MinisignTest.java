package io.nightjar.minisign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against keys and signatures that minisign 0.11 made. */
class MinisignTest {

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = MinisignTest.class.getResourceAsStream("/minisign/" + name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static MinisignKey key(String name) throws IOException {
    return MinisignKey.parse(text(name));
  }

  @Test
  void hashesAsTheStandardSays() {
    assertThat(HexFormat.of().formatHex(Blake2b.hash("abc".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    // a whole block, more than a block, and nothing
    assertThat(HexFormat.of().formatHex(Blake2b.hash(new byte[128])))
        .startsWith("865939e120e6805438478841afb739ae");
    assertThat(HexFormat.of().formatHex(Blake2b.hash(new byte[129])))
        .startsWith("a60edba343e7a6933c14d203d2e535f3");
    assertThat(HexFormat.of().formatHex(Blake2b.hash(new byte[0])))
        .startsWith("786a02f742015903c6c6fd852552d272");
  }

  @Test
  void verifiesWhatMinisignSignedInBothOfItsWays() throws IOException {
    for (String file : new String[] {"prehashed.sig", "legacy.sig"}) {
      MinisignSignature signature = MinisignSignature.parse(text(file));
      assertThat(signature.isOf(key("test.pub"), bytes("list.txt"))).as(file).isTrue();
      assertThat(signature.isOf(key("other.pub"), bytes("list.txt"))).as(file).isFalse();
    }
    assertThat(key("test.pub").id()).isEqualTo("8E5D8555AD10F6EF");
  }

  @Test
  void oneBitOfTheMessageOfTheSignatureOrOfTheCommentIsEnough() throws IOException {
    byte[] message = bytes("list.txt");
    for (String file : new String[] {"prehashed.sig", "legacy.sig"}) {
      String text = text(file);
      byte[] changed = message.clone();
      changed[20] ^= 1;
      assertThat(MinisignSignature.parse(text).isOf(key("test.pub"), changed)).isFalse();
      assertThat(accepts(text.replaceFirst("trusted comment: [ft]", "trusted comment: x"), message))
          .isFalse();
      assertThat(accepts(text.replace("untrusted comment: s", "untrusted comment: S"), message))
          .isTrue();
    }
    Random random = new Random(7);
    String[] lines = text("prehashed.sig").split("\n", -1);
    for (int i = 0; i < 50; i++) {
      int line = random.nextBoolean() ? 1 : 3;
      int at = random.nextInt(lines[line].length() - 3);
      char other = lines[line].charAt(at) == 'A' ? 'B' : 'A';
      String[] broken = lines.clone();
      broken[line] = lines[line].substring(0, at) + other + lines[line].substring(at + 1);
      assertThat(accepts(String.join("\n", broken), message)).isFalse();
    }
  }

  /** A signature of another algorithm on the same bytes must not pass as this one. */
  @Test
  void theTwoWaysAreNotTakenForEachOther() throws IOException {
    MinisignSecret secret = MinisignSecret.parse(text("test.key"));
    MinisignSignature signature = secret.sign(bytes("list.txt"), "c");
    assertThat(signature.isOf(key("test.pub"), Blake2b.hash(bytes("list.txt")))).isFalse();
  }

  private static boolean accepts(String signature, byte[] message) throws IOException {
    try {
      return MinisignSignature.parse(signature).isOf(key("test.pub"), message);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  @Test
  void signsWithTheSecretKeyOfMinisignAndReadsItsOwn() throws IOException {
    MinisignSecret theirs = MinisignSecret.parse(text("test.key"));
    assertThat(theirs.publicKey()).isEqualTo(key("test.pub"));
    MinisignSecret ours = MinisignSecret.parse(MinisignSecret.generate().file());
    for (MinisignSecret secret : new MinisignSecret[] {theirs, ours}) {
      String file = secret.sign(bytes("list.txt"), "timestamp:1\tplaybook:x").file();
      MinisignSignature read = MinisignSignature.parse(file);
      MinisignKey open = MinisignKey.parse(secret.publicKey().file());
      assertThat(read.isOf(open, bytes("list.txt"))).isTrue();
      assertThat(read.comment()).isEqualTo("timestamp:1\tplaybook:x");
      assertThat(MinisignKey.parse(open.line())).isEqualTo(open);
    }
  }

  @Test
  void refusesAKeyWithAPasswordAndShowsNothingOfAnyKey() throws IOException {
    String locked = text("locked.key");
    assertThatThrownBy(() -> MinisignSecret.parse(locked))
        .hasMessageContaining("has a password")
        .hasMessageNotContaining(locked.lines().toList().get(1).substring(20, 40));
    assertThat(MinisignSecret.parse(text("test.key"))).hasToString("secret key 8E5D8555AD10F6EF");
    for (String text : new String[] {"", "RWQ", "untrusted comment: x\n!!\n", text("test.pub")}) {
      assertThatThrownBy(() -> MinisignSecret.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
