package io.nightjar.driver.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDatagramsTest {

  @TempDir Path folder;

  @Test
  void oneDatagramArrivesAsOne() throws IOException {
    String path = folder.resolve("log").toString();
    SocketCalls calls = SocketCalls.get();
    int receiver = calls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM, 0);
    try {
      calls.bind(receiver, LocalDatagrams.address(path));
      calls.receiveTimeout(receiver, 5_000);
      try (LocalDatagrams log = LocalDatagrams.to(path)) {
        log.send("one\ntwo".getBytes(StandardCharsets.UTF_8));
        log.send("\u00e4".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(received(receiver)).isEqualTo("one\ntwo");
      assertThat(received(receiver)).isEqualTo("\u00e4");
    } finally {
      calls.close(receiver);
    }
  }

  private static String received(int socket) {
    byte[] buffer = new byte[100];
    int length = SocketCalls.get().receive(socket, buffer);
    return new String(buffer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
  }

  @Test
  void whereNobodyListensItIsSaid() {
    assertThatThrownBy(() -> LocalDatagrams.to(folder.resolve("none").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot reach it");
    assertThatThrownBy(() -> LocalDatagrams.to("/" + "x".repeat(107)))
        .hasMessageContaining("at most 107 bytes");
  }
}
