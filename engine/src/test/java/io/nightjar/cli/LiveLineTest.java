package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.SampleResponses;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LiveLineTest {

  private final TestShell shell = new TestShell(Path.of("/home/kim"));
  private final LiveLine line = new LiveLine(shell.shell, Hints.PLAIN);

  @Test
  void printsTheNightOneAlignedLineEach() {
    Notices notices = new Notices(ZoneId.of("Europe/Berlin"));
    Response allowed =
        SampleResponses.response(
            SampleResponses.request("r-5f3c9a1b2c3d4e5f", null),
            ResponseState.ALLOWED,
            "night is on",
            null,
            null,
            null);
    List<FeedItem> night =
        List.of(
            new FeedItem.Detected(SampleResponses.detection()),
            new FeedItem.Changed(allowed),
            new FeedItem.Changed(SampleResponses.succeeded()),
            new FeedItem.Told(notices.of(SampleResponses.succeeded()).orElseThrow()),
            new FeedItem.Changed(SampleResponses.waiting()),
            new FeedItem.Told(notices.of(SampleResponses.waiting()).orElseThrow()),
            new FeedItem.Changed(SampleResponses.denied()),
            new FeedItem.Changed(SampleResponses.undoRefused()));
    String printed =
        night.stream()
            .map(line::of)
            .flatMap(Optional::stream)
            .collect(Collectors.joining("\n", "", "\n"));
    Golden.check("src/test/resources/golden/live-lines.txt", printed);
  }

  @Test
  void neverPrintsWhatATerminalObeys() {
    LiveLine coloured = new LiveLine(new TestShell(Path.of("/"), true).shell, Hints.PLAIN);
    String printed =
        coloured
            .of(new FeedItem.Detected(SampleResponses.detection("sh" + SampleResponses.ESCAPE)))
            .orElseThrow();
    assertThat(printed).contains("\\x1b[2J\\x1b]0;owned\\x07");
    assertThat(printed.replaceAll("\u001b\\[[0-9;]*m", "")).doesNotContain("\u001b");
    assertThat(printed).doesNotContain("\u0007");
  }

  @Test
  void saysNothingOfStepsThatTheNextOneTells() {
    Response executing =
        SampleResponses.response(
            SampleResponses.request("r-1", null), ResponseState.EXECUTING, "", null, null, null);
    assertThat(line.of(new FeedItem.Changed(executing))).isEmpty();
  }

  @Test
  @SuppressWarnings("try")
  void printsWhatIsPublishedWhileItRunsAndNoNoticesWhereTheyAreNotWanted() {
    EventFeed feed = new EventFeed(10);
    Notices notices = new Notices(ZoneId.of("UTC"));
    StringBuilder printed = new StringBuilder();
    try (LiveOutput output = LiveOutput.start(feed, shell.shell, Hints.PLAIN, false)) {
      feed.publish(new FeedItem.Told(notices.of(SampleResponses.waiting()).orElseThrow()));
      feed.publish(new FeedItem.Detected(SampleResponses.detection()));
      Awaitility.await().until(() -> printed.append(shell.out()).indexOf("Terminal shell") > 0);
    }
    assertThat(printed).doesNotContain("NOTE");
  }
}
