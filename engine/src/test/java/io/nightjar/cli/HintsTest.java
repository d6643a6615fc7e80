package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleIncidents;
import io.nightjar.SampleResponses;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.FeedItem;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.TestServers;
import io.nightjar.notify.Notices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed to be typed is typed here, by a shell's rules. */
class HintsTest {

  /** A command ends where its line does, at what is said beside it, or at the next one. */
  private static final Pattern TYPED =
      Pattern.compile("\\./nightjar (.*?)(?=  \\(|, or |, \\./nightjar|$)", Pattern.MULTILINE);

  private static final String ID = "r-77ab00c1d2e3f405";

  @TempDir Path folder;

  private final FakeBackend backend =
      new FakeBackend().add(SampleResponses.waiting(), SampleResponses.succeeded());

  private static List<String> typed(String printed) {
    return TYPED.matcher(printed).results().map(result -> result.group(1)).toList();
  }

  /** As a shell splits it. */
  private static String[] words(String command) throws IOException, InterruptedException {
    Process sh = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + command).start();
    String all = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sh.waitFor()).as(command).isZero();
    return all.lines().toArray(String[]::new);
  }

  private ControlServer start(Path state) throws IOException {
    backend.incidents.add(SampleIncidents.open());
    backend.detections.add(SampleResponses.detection());
    backend.further.add(Route.get("/agents", Permission.VIEW, call -> Reply.ok(List.of())));
    return TestServers.start(state, backend, new EventFeed(8));
  }

  private List<String> typedAll(TestShell shell, String... given) throws Exception {
    List<String> hints = new ArrayList<>();
    for (String command :
        List.of(
            "responses show r-77",
            "responses show r-5f",
            "responses why r-77",
            "incidents show i-1",
            "top")) {
      shell.run(Stream.of(words(command), given).flatMap(Stream::of).toArray(String[]::new));
      hints.addAll(typed(shell.out()));
    }
    return hints.stream()
        .map(hint -> hint.replace("incidents show ID", "incidents show i-1"))
        .map(hint -> hint.replace(" ID", " r-77"))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "kim's own state; $HOME"})
  void whatIsPrintedMeansTheSameNightjarWhenItIsTyped(String name) throws Exception {
    TestShell shell = new TestShell(folder);
    Path state = folder.resolve(name);
    try (ControlServer server = start(state)) {
      List<String> hints = typedAll(shell, "--state", state.toString());
      assertThat(hints).hasSizeGreaterThan(4);
      backend.told.clear();
      for (String hint : hints) {
        assertThat(server.url()).isNotNull();
        shell.run(words(hint));
        assertThat(shell.err()).as(hint).doesNotContain("no Nightjar runs", "Usage:");
      }
      assertThat(backend.told)
          .anyMatch(told -> told.startsWith("approve " + ID + " kim"))
          .anyMatch(told -> told.startsWith("deny " + ID + " kim"))
          .anyMatch(told -> told.startsWith("undo r-5f3c9a1b2c3d4e5f kim"));
    }
  }

  @Test
  void aConfigurationThatNamesTheStateFolderIsNamedToo() throws Exception {
    TestShell shell = new TestShell(folder);
    Path config = folder.resolve("night.yaml");
    Files.writeString(config, "state: " + folder.resolve("state") + "\n");
    try (ControlServer server = start(folder.resolve("state"))) {
      assertThat(server.url()).isNotNull();
      List<String> hints = typedAll(shell, "--config", config.toString());
      assertThat(hints).isNotEmpty().allMatch(hint -> hint.endsWith(" --config " + config));
      shell.run(words(hints.getFirst()));
      assertThat(shell.err()).isEmpty();
    }
  }

  @Test
  void nothingIsAddedWhereNothingWasGiven() {
    assertThat(Hints.PLAIN.type("doctor")).isEqualTo("./nightjar doctor");
  }

  @Test
  void whatAnEngineWroteIsCompletedWhereItIsPrinted() {
    TestShell shell = new TestShell(folder);
    LiveLine line = new LiveLine(shell.shell, new Hints(Path.of("/tmp/night"), null));
    Notices notices = new Notices(ZoneId.of("UTC"));
    FeedItem told = new FeedItem.Told(notices.of(SampleResponses.waiting()).orElseThrow());
    assertThat(line.of(told).orElseThrow())
        .endsWith("./nightjar responses approve r-77ab00c1d2e3 --state /tmp/night");
    assertThat(new Hints(Path.of("/tmp/night"), null).complete("https://example.com"))
        .isEqualTo("https://example.com");
  }

  @Test
  void whatRunWasGivenIsNamedWhileItRuns() {
    TestShell shell = new TestShell(folder);
    String state = folder.resolve("night").toString();
    assertThat(shell.run("run", "--practice", "--state", state)).isZero();
    assertThat(shell.started().hints().type("sign-in"))
        .isEqualTo("./nightjar sign-in --state " + state);
    assertThat(shell.run("run", "--practice")).isZero();
    assertThat(shell.started().hints().type("sign-in")).isEqualTo("./nightjar sign-in");
  }
}
