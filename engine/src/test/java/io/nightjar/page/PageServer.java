package io.nightjar.page;

import io.nightjar.SampleResponses;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.http.Caller;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.Permission;
import io.nightjar.http.TestServers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages over a backend in memory, at three at night in Berlin; kim is signed in. */
public final class PageServer implements AutoCloseable {

  public final FakeBackend backend = new FakeBackend();
  public final EventFeed feed = new EventFeed(64);

  /** Who is signed in. */
  public volatile Caller caller = Caller.of("kim", Permission.values());

  private final Path state;
  private final ControlServer server;

  private PageServer() throws IOException {
    state = Files.createTempDirectory("nightjar-page");
    Map<String, ActionDescriptor> actions =
        ActionRegistry.standardDescriptors().stream()
            .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
    PageTimes times = new PageTimes(ZoneId.of("Europe/Berlin"), () -> SampleResponses.THREE);
    PageParts parts = PageParts.of(backend, feed, actions, times, previews(actions));
    server = TestServers.start(state, backend, feed, PageSections.of(parts, incoming -> caller));
  }

  private static Previews previews(Map<String, ActionDescriptor> actions) {
    String id = "kubernetes:isolate-pod";
    Action action = new IsolateAction(Objects.requireNonNull(actions.get(id)));
    return new Previews(
        Map.of(id, action),
        request -> List.of("2 of 3 pods of Deployment shop/checkout stay ready"),
        Duration.ofSeconds(2));
  }

  static PageServer start() {
    try {
      return new PageServer();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything as at the start. */
  void reset() {
    backend.responses.clear();
    backend.incidents.clear();
    backend.detections.clear();
    backend.audit.clear();
    backend.told.clear();
    backend.losses.clear();
    backend.fails = false;
    caller = Caller.of("kim", Permission.values());
  }

  public URI url() {
    return server.url();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
