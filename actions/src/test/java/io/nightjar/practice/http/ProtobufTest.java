package io.nightjar.practice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.practice.model.ApiError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtobufTest {

  @Test
  void readsAnAccessReview() {
    byte[] attributes = join(text(1, "shop"), text(2, "patch"), text(5, "pods"));
    byte[] spec = bytes(1, attributes);

    var review = Protobuf.parse(body("SelfSubjectAccessReview", bytes(2, spec)));

    assertThat(review.path("kind").asText()).isEqualTo("SelfSubjectAccessReview");
    assertThat(review.at("/spec/resourceAttributes/namespace").asText()).isEqualTo("shop");
    assertThat(review.at("/spec/resourceAttributes/verb").asText()).isEqualTo("patch");
    assertThat(review.at("/spec/resourceAttributes/resource").asText()).isEqualTo("pods");
  }

  @Test
  void readsMapsListsAndNumbersAndSkipsWhatItDoesNotKnow() {
    byte[] metadata = join(text(1, "p"), bytes(11, join(text(1, "app"), text(2, "web"))));
    byte[] options = join(new byte[] {1 << 3, 30}, text(5, "All"), bytes(2, text(1, "u-1")));

    var eviction =
        Protobuf.parse(
            body(
                "Eviction",
                join(bytes(1, metadata), bytes(2, options), bytes(99, new byte[] {1, 2, 3}))));

    assertThat(eviction.at("/metadata/labels/app").asText()).isEqualTo("web");
    assertThat(eviction.at("/deleteOptions/gracePeriodSeconds").asInt()).isEqualTo(30);
    assertThat(eviction.at("/deleteOptions/dryRun/0").asText()).isEqualTo("All");
    assertThat(eviction.at("/deleteOptions/preconditions/uid").asText()).isEqualTo("u-1");
  }

  @Test
  void readsTheBytesOfASecretAsBase64() {
    byte[] entry = join(text(1, "password"), bytes(2, new byte[] {0, (byte) 0xFF}));

    var secret = Protobuf.parse(body("Secret", join(bytes(2, entry), text(3, "Opaque"))));

    assertThat(secret.at("/data/password").asText()).isEqualTo("AP8=");
    assertThat(secret.path("type").asText()).isEqualTo("Opaque");
  }

  @Test
  void namesAKindThatItCannotRead() {
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> Protobuf.parse(body("Deployment", text(1, "x"))))
        .matches(error -> error.code() == 415)
        .withMessageContaining("Deployment");
  }

  @Test
  void refusesGarbageWithoutFallingOver() {
    byte[] good = body("Eviction", bytes(1, text(1, "p")));
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= round % 5; change++) {
        bad[4 + random.nextInt(bad.length - 4)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(Protobuf.parse(bad)).isNotNull();
      } catch (ApiError refused) {
        assertThat(refused.code()).isIn(400, 415);
      }
    }
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> Protobuf.parse(new byte[] {1, 2, 3}))
        .matches(error -> error.code() == 400);
  }

  private static byte[] body(String kind, byte[] object) {
    byte[] type = join(text(1, "x/v1"), text(2, kind));
    return join(new byte[] {'k', '8', 's', 0}, bytes(1, type), bytes(2, object));
  }

  private static byte[] text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int field, byte[] content) {
    int tag = (field << 3) | 2;
    byte[] head =
        tag < 128 ? new byte[] {(byte) tag} : new byte[] {(byte) (tag | 128), (byte) (tag >> 7)};
    return join(head, new byte[] {(byte) content.length}, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
