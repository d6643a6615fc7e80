package io.nightjar.actions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayTextTest {

  @Test
  void leavesPlainTextAlone() {
    assertThat(DisplayText.of("nginx: worker ä 蛇")).isEqualTo("nginx: worker ä 蛇");
  }

  @Test
  void showsWhatATerminalWouldObeyAsEscapes() {
    assertThat(DisplayText.of("a\u001b[2Jb\nc\u202ed\u009be"))
        .isEqualTo("a\\u001b[2Jb\\u000ac\\u202ed\\u009be");
  }

  @Test
  void showsHalfASurrogatePairAsAnEscape() {
    assertThat(DisplayText.of("x\ud800y")).isEqualTo("x\\ud800y");
  }

  @Test
  void cutsLongText() {
    assertThat(DisplayText.of("x".repeat(5000))).isEqualTo("x".repeat(200) + "…");
  }
}
