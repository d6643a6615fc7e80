package io.nightjar.playbook.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names with a dot, as Drools is given them. */
class SpellingTest {

  @Test
  void namesBecomeProperties() {
    assertThat(Spelling.forDrools("Detection( process.name == $d.image.tag )"))
        .isEqualTo("Detection( processName == $d.imageTag )");
  }

  @Test
  void textsAndCommentsStayAsTheyAre() {
    String text = "// process.name\n/* pod.uid\n */ because(\"{process.name} \\\" pod.uid\")";
    assertThat(Spelling.forDrools(text)).isEqualTo(text);
  }

  @Test
  void everyLineStaysWhereItIs() {
    assertThat(Spelling.forDrools("( image\n  .repository\n != \"\" )"))
        .isEqualTo("( imageRepository\n\n != \"\" )");
  }

  @Test
  void longerNamesAreOthers() {
    assertThat(Spelling.forDrools("$process.name my_image.tag pod.names"))
        .isEqualTo("$process.name my_image.tag pod.names");
  }
}
