package io.nightjar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IngestLoadTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n";

  /** As a slow network hands it on: byte by byte. */
  private static boolean answer(String text) throws IOException {
    InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    InputStream slow =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return bytes.read();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return bytes.read(into, from, 1);
          }
        };
    return IngestLoad.answer(slow, new byte[512]);
  }

  @Test
  void onlyAWholeAnswerThatSaysSoAcknowledges() throws IOException {
    assertThat(answer(HEAD + "{\"accepted\":1}")).isTrue();
    assertThat(answer(HEAD + "{\"accepted\":0}")).isFalse();
    assertThat(answer(HEAD.replace("200", "503") + "{\"accepted\":1}")).isFalse();
    assertThatThrownBy(() -> answer(HEAD + "{\"accepted\":1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended");
  }
}
