package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FreshValuesTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @ParameterizedTest
  @EnumSource(Alphabet.class)
  void everyCharacterOfTheAlphabetComesUpAndNoOther(Alphabet alphabet) {
    byte[] value = alphabet.make(RANDOM, 20_000);
    long different = new String(value, StandardCharsets.US_ASCII).chars().distinct().count();
    long wanted =
        switch (alphabet) {
          case ALPHANUMERIC -> 62;
          case HEX -> 16;
          case BASE64URL -> 64;
        };
    assertThat(different).isEqualTo(wanted);
  }

  @Test
  void whatCouldBeGuessedIsTooShort() {
    assertThat(Alphabet.HEX.shortest()).isEqualTo(24);
    assertThat(Alphabet.BASE64URL.shortest()).isEqualTo(16);
    assertThat(Alphabet.HEX.isLength(23)).isFalse();
    assertThat(Alphabet.HEX.isLength(24)).isTrue();
    assertThat(Alphabet.HEX.isLength(1025)).isFalse();
  }

  @Test
  void wordsThatShowAValueAreLeftOut() {
    FreshValues values = FreshValues.make(List.of("password"), Alphabet.HEX, 32, RANDOM);
    String encoded = values.encoded().get("password");
    String plain = new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    assertThat(values.hiddenIn("denied: " + encoded)).doesNotContain(encoded);
    assertThat(values.hiddenIn("denied: " + plain)).doesNotContain(plain);
    assertThat(values.hiddenIn("denied: no")).isEqualTo("denied: no");
    assertThat(values.toString()).isEqualTo("values of [password]");
  }
}
