package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels that change while notices wait, against real threads and a real store. */
class OutboxReloadTest {

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestState state;

  @SuppressWarnings("NullAway.Init")
  private FakeService first;

  @SuppressWarnings("NullAway.Init")
  private FakeService second;

  @SuppressWarnings("NullAway.Init")
  private Outbox outbox;

  private final Notifiers notifiers = new Notifiers(Map.of(), InstantSource.system());

  @BeforeEach
  void open() throws IOException {
    state = TestState.open(folder.resolve("state"));
    first = FakeService.start();
    second = FakeService.start();
  }

  @AfterEach
  void close() {
    outbox.close();
    first.close();
    second.close();
    state.close();
  }

  @Test
  void whatIsInRetryGoesOnAtOnceWithTheNewChannelOfTheName() throws Exception {
    first.answering(FakeService.Answer.of(503, ""));
    start("team: {googleChat: {url: '" + first.url("/a") + "'}}");
    tell(1);
    await().until(() -> !first.got.isEmpty());
    use("team: {googleChat: {url: '" + second.url("/b") + "'}}");
    await().until(() -> second.got.size() == 1);
    await().until(() -> count("notify.team.delivered") == 1);
    assertThat(outbox.lost()).isZero();
  }

  @Test
  void aSecretThatIsRotatedInItsFileIsTakenUpUnderTheSameConfiguration() throws Exception {
    Path secret = Files.writeString(folder.resolve("url"), first.url("/a") + "\n");
    String config = "team: {googleChat: {url: 'file:" + secret + "'}}";
    start(config);
    tell(1);
    await().until(() -> first.got.size() == 1);
    Postman before = outbox.postmen().getFirst();
    use(config);
    assertThat(outbox.postmen()).containsExactly(before);

    // as a Secret's volume is changed: another file is moved over it
    Path other = Files.writeString(folder.resolve("..url"), second.url("/b").toString());
    Files.move(other, secret, StandardCopyOption.REPLACE_EXISTING);
    use(config);
    tell(2);
    await().until(() -> second.got.size() == 1);
    assertThat(first.got).hasSize(1);
    assertThat(outbox.postmen()).doesNotContain(before);

    Files.delete(secret);
    assertThatThrownBy(() -> use(config))
        .hasMessage("notify.channels.team.googleChat.url: cannot read the secret in " + secret);
    tell(3);
    await().until(() -> second.got.size() == 2);
  }

  @Test
  void whatWaitsForAChannelThatIsGoneIsGivenUpWithTheReason() throws Exception {
    first.answering(FakeService.Answer.of(503, ""));
    start("team: {googleChat: {url: '" + first.url("/a") + "'}}");
    tell(1);
    await().until(() -> !first.got.isEmpty());
    use("other: {googleChat: {url: '" + second.url("/b") + "'}}");
    DeadLetters dead = new DeadLetters(state.database());
    await().until(() -> dead.list(9).size() == 1);
    assertThat(dead.list(9).getFirst().why())
        .isEqualTo("the configuration has no such channel any more");
    await().until(() -> outbox.lost() == 1);
    tell(2);
    await().until(() -> second.got.size() == 1);
    assertThat(outbox.channels()).containsExactly("other");
  }

  @Test
  void whatAnEarlierRunLeftForAChannelThatIsGoneIsGivenUpAtTheStart() throws Exception {
    first.answering(FakeService.Answer.of(503, ""));
    start("team: {googleChat: {url: '" + first.url("/a") + "'}}");
    tell(1);
    await().until(() -> !first.got.isEmpty());
    outbox.close();
    start("other: {googleChat: {url: '" + second.url("/b") + "'}}");
    assertThat(new DeadLetters(state.database()).list(9)).hasSize(1);
  }

  private void start(String channels) throws Exception {
    outbox = notifiers.open(config(channels), around());
    outbox.start(NOBODY);
  }

  private void use(String channels) throws Exception {
    notifiers.prepare(config(channels), around(), outbox).apply();
  }

  private Notifiers.Around around() {
    Notifiers.CalendarTimes never =
        new Notifiers.CalendarTimes() {
          @Override
          public boolean isOn(String calendar, Instant at) {
            return false;
          }

          @Override
          public Optional<Instant> end(String calendar, Instant at) {
            return Optional.empty();
          }
        };
    return new Notifiers.Around(Map::of, never, state.database());
  }

  private NotifyConfig config(String channels) throws IOException, ConfigErrors {
    Path file =
        Files.writeString(
            folder.resolve("nightjar.yaml"), "notify: {channels: {" + channels + "}}\n");
    return new ConfigLoader(TestSurroundings.FIXED)
        .read(Optional.of(file), Overrides.NONE)
        .configuration()
        .notices();
  }

  private long count(String name) {
    return outbox.counters().getOrDefault(name, 0L);
  }

  private void tell(int number) {
    outbox.tell(
        new Notice(
            Notice.Kind.PAGE,
            SampleResponses.THREE.plusSeconds(number),
            "",
            "shop",
            "something happened " + number,
            "nothing",
            "",
            ""));
  }

  private static final Enclosing.Invitations NOBODY =
      new Enclosing.Invitations() {
        @Override
        public Map<String, URI> all(String responseId) {
          return Map.of();
        }

        @Override
        public Optional<URI> one(String responseId, String person) {
          return Optional.empty();
        }

        @Override
        public @Nullable URI page(String responseId) {
          return null;
        }
      };
}
