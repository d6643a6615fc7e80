package io.nightjar.http;

import io.nightjar.SampleResponses;
import io.nightjar.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Control servers of tests; it is always three at night. */
public final class TestServers {

  private TestServers() {}

  public static ControlServer start(Path state, ControlBackend backend, EventFeed feed)
      throws IOException {
    return start(new ListenAddress("127.0.0.1", 0), state, backend, feed, null);
  }

  static ControlServer start(
      ListenAddress address,
      Path state,
      ControlBackend backend,
      EventFeed feed,
      @Nullable URI publicUrl)
      throws IOException {
    InstantSource clock = () -> SampleResponses.THREE;
    return ControlServer.start(
        address,
        state,
        backend,
        feed,
        AnswerLinks.open(state, Map.of(), publicUrl, clock),
        List.of());
  }
}
