package io.nightjar.page;

import io.nightjar.EnginePages;
import io.nightjar.SampleResponses;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import io.nightjar.detect.Detection;
import io.nightjar.fleet.AgentView;
import io.nightjar.http.AuditKeys;
import io.nightjar.http.Caller;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Permission;
import io.nightjar.http.Section;
import io.nightjar.http.StoredFacts;
import io.nightjar.http.TestServers;
import io.nightjar.page.engine.DeadLetters;
import io.nightjar.page.playbooks.PolicyNow;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.PlaybookRegister;
import io.nightjar.rehearse.Past;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The pages over a real store with real playbooks, at three at night in Berlin; what is not stored
 * comes from a backend in memory.
 */
public final class EngineServer implements AutoCloseable {

  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  static final Instant NOW = SampleResponses.THREE;
  private static final List<String> PLAYBOOKS = List.of("shell-in-container", "crypto-miner");

  final FakeBackend backend = new FakeBackend();
  final List<DeadLetters.Letter> letters = new ArrayList<>();
  final List<String> sentAgain = new ArrayList<>();
  final List<AgentView> agents = new ArrayList<>();
  final TestState state;
  final List<Section> sections;

  /** Who is signed in. */
  volatile Caller caller = Caller.of("kim", Permission.values());

  private final HttpClient http = HttpClient.newHttpClient();
  private final EnginePages pages;
  private final Path folder;
  private final ControlServer server;

  EngineServer() throws Exception {
    folder = Files.createTempDirectory("nightjar-pages");
    state = TestState.open(folder.resolve("state"));
    copyPlaybooks(folder.resolve("playbooks"));
    Configuration configuration = configuration();
    List<CalendarSpec> specs = configuration.calendarSpecs(ZONE);
    CompiledPlaybooks playbooks =
        new PlaybookCompiler(folder.resolve("cache"), configuration.calendars().keySet())
            .load(configuration.playbooks());
    fill(configuration, playbooks);
    InstantSource clock = () -> NOW;
    PageParts parts = parts(clock);
    pages =
        new EnginePages(
            parts,
            new EnginePages.Engine(
                state.database(),
                state.path(),
                () -> new PolicyNow(configuration, playbooks, specs, Map.of()),
                new Calendars(specs),
                new Letters(),
                () -> agents,
                clock));
    sections = PageSections.of(parts, incoming -> caller, pages.pages());
    server = TestServers.start(folder.resolve("server"), stored(), new EventFeed(64), sections);
  }

  private PageParts parts(InstantSource clock) {
    Map<String, ActionDescriptor> actions =
        ActionRegistry.standardDescriptors().stream()
            .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
    return PageParts.of(
        stored(),
        new EventFeed(64),
        actions,
        new PageTimes(ZONE, clock),
        new Previews(Map.of(), request -> List.of(), Duration.ofSeconds(1)));
  }

  private static void copyPlaybooks(Path target) throws IOException {
    Path all = Path.of("").toAbsolutePath().resolveSibling("playbooks");
    for (String name : PLAYBOOKS) {
      try (Stream<Path> files = Files.walk(all.resolve(name))) {
        for (Path file : files.toList()) {
          Path copy = target.resolve(all.relativize(file).toString());
          Files.createDirectories(Files.isDirectory(file) ? copy : copy.getParent());
          if (Files.isRegularFile(file)) {
            Files.copy(file, copy);
          }
        }
      }
    }
  }

  private Configuration configuration() throws Exception {
    Path home = Path.of("").toAbsolutePath().resolveSibling(".").normalize();
    Surroundings around =
        new Surroundings(
            Map.of(), folder, home, folder.resolve("none.yaml"), false, "node-1", ZONE);
    Overrides overrides =
        new Overrides(state.path(), null, List.of(), folder.resolve("playbooks"), null, null, null);
    return new ConfigLoader(around).read(Optional.empty(), overrides).configuration();
  }

  private void fill(Configuration configuration, CompiledPlaybooks playbooks) {
    new PlaybookRegister(state.database(), () -> NOW.minus(Duration.ofDays(9)))
        .note(playbooks, configuration.playbookSettings().gateStages());
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      detections.add(Past.shell("d-%04d".formatted(i), i % 7, Duration.ofMinutes(i)));
    }
    Journal journal = new Journal(state.database(), () -> NOW);
    for (int i = 0; i < detections.size(); i += 20) {
      journal.append(detections.subList(i, i + 20));
    }
    state
        .database()
        .record(
            AuditDraft.of(NOW, "killswitch.on", null, "person:<b>mallory</b>")
                .with("reason", "<script>alert(1)</script>\u001b[2J"));
  }

  /** What is stored answers for the audit log, the backend in memory for all else. */
  private ControlBackend stored() {
    StoredFacts facts = new StoredFacts(state.database());
    SegmentFolder segments = SegmentFolder.in(state.path());
    return (ControlBackend)
        Proxy.newProxyInstance(
            EngineServer.class.getClassLoader(),
            new Class<?>[] {ControlBackend.class},
            (proxy, method, given) -> {
              try {
                return switch (method.getName()) {
                  case "incident" -> facts.incidents().story((String) given[0]);
                  case "incidentIds" -> facts.incidents().ids((String) given[0]);
                  case "verifyAudit" -> facts.verify(key(), List.of(), segments);
                  case "proof" -> Optional.of(facts.proof((Long) given[0], segments));
                  case "consistency" ->
                      facts.consistency((Long) given[0], (Long) given[1], segments);
                  case "auditKeys" -> AuditKeys.of(key(), facts.keyChain());
                  default -> method.invoke(backend, given);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private VerifierKey key() {
    try {
      return VerifierKey.parse(Files.readString(state.path().resolve("audit.pub")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything as at the start, but for what is stored. */
  void reset() {
    backend.responses.clear();
    backend.detections.clear();
    caller = Caller.of("kim", Permission.values());
    backend.told.clear();
    backend.losses.clear();
    backend.killSwitch = new KillSwitchState(false, "");
    letters.clear();
    agents.clear();
    sentAgain.clear();
  }

  /** Id of the incident that is stored. */
  String incident() {
    return facts().incidents().list(true, "", 1).getFirst().id();
  }

  private StoredFacts facts() {
    return new StoredFacts(state.database());
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(url().resolve(path)));
  }

  /** Sends a form. */
  HttpResponse<String> post(String path, String form) {
    return send(
        HttpRequest.newBuilder(url().resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI url() {
    return server.url();
  }

  @Override
  public void close() throws IOException {
    http.close();
    server.close();
    pages.close();
    state.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Holds one until the last test of all classes is over: it takes seconds to start. */
  static final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == EngineServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Shared.class))
          .computeIfAbsent(EngineServer.class, key -> started(), EngineServer.class);
    }

    private static EngineServer started() {
      try {
        return new EngineServer();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class Letters implements DeadLetters {
    @Override
    public List<Letter> newest(int limit) {
      return List.copyOf(letters);
    }

    @Override
    public String sendAgain(String id, String who) {
      sentAgain.add(id + " " + who);
      return letters.removeIf(letter -> letter.id().equals(id)) ? "" : "it is gone";
    }
  }
}
