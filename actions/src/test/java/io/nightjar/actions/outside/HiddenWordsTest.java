package io.nightjar.actions.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HiddenWordsTest {

  private final HiddenWords words =
      HiddenWords.of(
          new SignedPost.Address(
              URI.create("https://kim:hunter22@example.com/hooks/T0%2FB0secret?sig=abc%3Ddef&v=1"),
              "the-signing-key",
              Duration.ofSeconds(1)),
          Map.of("Authorization", "Bearer xoxb-123456"));

  @Test
  void anAnswerThatRepeatsTheRequestIsToldWithoutItsSecrets() {
    assertThat(
            words.outOf(
                "POST /hooks/T0%2FB0secret?sig=abc%3Ddef&v=1 by kim:hunter22, also"
                    + " /hooks/T0/B0secret and abc=def, xoxb-123456, the-signing-key: no"))
        .doesNotContain("B0secret", "hunter22", "abc%3Ddef", "abc=def", "xoxb", "signing-key")
        .contains("POST ", "also ", ": no");
  }

  @Test
  void oneThatIsCutOffInTheMiddleOfASecretDoesNotTellItsBeginning() {
    assertThat(words.outOf("authorised as the-signing-k")).isEqualTo("authorised as [secret]");
  }

  @Test
  void otherWordsStay() {
    assertThat(words.outOf("the pod is blocked, v=1")).isEqualTo("the pod is blocked, v=1");
    assertThat(words.outOf("")).isEmpty();
  }
}
