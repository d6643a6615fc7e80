package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.Test;

class ControlClientTest {

  @Test
  void whatWasNotAnsweredInTimeMayHaveBeenDone() {
    assertThat(ControlClient.silent(new HttpTimeoutException("request timed out")))
        .hasMessageContaining("whether it did what it was told");
    for (Exception nobody :
        new Exception[] {
          new ConnectException("refused"), new HttpConnectTimeoutException("timed out")
        }) {
      assertThat(ControlClient.silent(nobody)).hasMessageStartingWith("Nightjar does not answer");
    }
  }
}
