package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

  @Test
  void leavesPlainTextAlone() {
    String text = "sh -c 'écho ünïcode 日本語 ✓' > /tmp/x";
    assertThat(PlainText.of(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1b, \\x1b",
    "07, \\x07",
    "00, \\x00",
    "0a, \\n",
    "0d, \\r",
    "09, \\t",
    "7f, \\x7f",
    "9b, \\x9b",
    "202e, \\u202e",
    "2066, \\u2066",
    "200b, \\u200b",
    "2028, \\u2028",
    "feff, \\ufeff",
    "a0, \\xa0",
    "301, \\u0301",
    "e000, \\ue000",
    "e0041, \\U000e0041"
  })
  void showsWhatATerminalWouldObeyOrHide(String hex, String shown) {
    String text = "a" + Character.toString(Integer.parseInt(hex, 16)) + "b";
    assertThat(PlainText.of(text)).isEqualTo("a" + shown + "b");
  }

  @Test
  void showsHalfASurrogatePair() {
    assertThat(PlainText.of("a\ud83db")).isEqualTo("a\\ud83db");
  }

  @Test
  void cutsByCharactersNotInsideOne() {
    assertThat(PlainText.cut("abcdef", 4)).isEqualTo("abc…");
    assertThat(PlainText.cut("😀😀😀", 2)).isEqualTo("😀…");
    assertThat(PlainText.cut("abc", 3)).isEqualTo("abc");
  }

  @Test
  void keepsLineBreaksWhereLinesAreWanted() {
    assertThat(PlainText.lines("one\n\u001b[31mtwo")).isEqualTo("one\n\\x1b[31mtwo");
  }
}
