package io.nightjar.http;

import io.nightjar.SampleResponses;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Control servers of tests; it is always three at night. */
public final class TestServers {

  private TestServers() {}

  public static ControlServer start(Path state, ControlBackend backend, EventFeed feed)
      throws IOException {
    return start(new ListenAddress("127.0.0.1", 0), state, backend, feed, null);
  }

  /** With further sections. */
  public static ControlServer start(
      Path state, ControlBackend backend, EventFeed feed, List<Section> more) throws IOException {
    return start(new ListenAddress("127.0.0.1", 0), state, backend, feed, null, more);
  }

  /**
   * @param more what is served beside the control API
   */
  public static ControlServer start(Path state, UnaryOperator<Served> more) throws IOException {
    InstantSource clock = () -> SampleResponses.THREE;
    Served served =
        Served.of(
            new FakeBackend(), new EventFeed(8), AnswerLinks.open(state, Map.of(), null, clock));
    return ControlServer.start(
        HttpConfig.on(new ListenAddress("127.0.0.1", 0), null), state, more.apply(served));
  }

  static ControlServer start(
      ListenAddress address,
      Path state,
      ControlBackend backend,
      EventFeed feed,
      @Nullable URI publicUrl)
      throws IOException {
    return start(address, state, backend, feed, publicUrl, List.of());
  }

  private static ControlServer start(
      ListenAddress address,
      Path state,
      ControlBackend backend,
      EventFeed feed,
      @Nullable URI publicUrl,
      List<Section> more)
      throws IOException {
    InstantSource clock = () -> SampleResponses.THREE;
    return ControlServer.start(
        HttpConfig.on(address, publicUrl),
        state,
        Served.of(backend, feed, AnswerLinks.open(state, Map.of(), publicUrl, clock)).with(more));
  }
}
