package io.nightjar.notify;

import io.nightjar.SampleResponses;
import io.nightjar.config.ChannelConfig;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.Secret;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** An outbox under a clock of its own, whose postmen walk when the test says so. */
final class VirtualPost implements AutoCloseable {

  /** Never adds to a pause. */
  private static final RandomGenerator NO_JITTER = () -> 0L;

  final TestState state;
  final Map<String, FakeChannel> channels = new TreeMap<>();
  Instant now = SampleResponses.THREE;
  Map<String, Set<String>> groups = Map.of();

  /** Calendars that are on, and until when. */
  final Map<String, Instant> calendars = new HashMap<>();

  final Outbox outbox;
  final Enclosing enclosing = new Enclosing();
  private final List<Postman> postmen = new ArrayList<>();
  final InstantSource clock = () -> now;

  VirtualPost(Path folder, NotifyConfig config, RetryPlan plan, String... more) {
    state = TestState.open(folder);
    config.channels().forEach((name, one) -> add(name, plan, one.perMinute()));
    for (String name : more) {
      add(name, plan, 100_000);
    }
    Filing filing =
        new Filing(
            new Routing(config, () -> groups, (name, at) -> end(name, at).isPresent()),
            new Timing(config, this::end),
            new NoticeText(config.templates()),
            Set.of(more),
            channels.keySet());
    outbox = new Outbox(state.database(), new Outbox.Channels(filing, postmen), enclosing, clock);
  }

  private Optional<Instant> end(String calendar, Instant at) {
    Instant end = calendars.getOrDefault(calendar, Instant.MIN);
    return end.isAfter(at) ? Optional.of(end) : Optional.empty();
  }

  private void add(String name, RetryPlan plan, int perMinute) {
    FakeChannel channel = new FakeChannel();
    channels.put(name, channel);
    postmen.add(
        new Postman(
            new Postman.Walk(name, channel, plan, perMinute, channel, new ChannelCounts()),
            state.database(),
            enclosing,
            clock,
            NO_JITTER));
  }

  /** A channel of no matter what kind. */
  static ChannelConfig channel(int perMinute) {
    return new ChannelConfig(
        null,
        new ChannelConfig.Hook(Secret.parse("http://127.0.0.1/x")),
        null,
        null,
        null,
        null,
        null,
        perMinute,
        20,
        Duration.ofHours(24),
        Duration.ofSeconds(1),
        null);
  }

  /** Files it and waits until that is durable. */
  void tell(Notice notice) {
    outbox.tell(notice);
    state.database().write(transaction -> true);
  }

  /** Lets every postman bring what is due now. */
  void walk() {
    try {
      for (Postman postman : postmen) {
        while (!postman.step().isAfter(now)) {
          // goes on while something is due
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets time go by in steps, with everything that falls due in it. */
  void pass(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      walk();
      Instant next = end;
      for (Delivery waiting : new DeadLetters(state.database()).in(Delivery.State.WAITING, 9_999)) {
        Instant due = waiting.due().isAfter(now) ? waiting.due() : now.plusSeconds(1);
        next = due.isBefore(next) ? due : next;
      }
      now = next;
    }
    walk();
  }

  FakeChannel channel(String name) {
    return Objects.requireNonNull(channels.get(name));
  }

  @Override
  public void close() {
    outbox.close();
    state.close();
  }

  /** Takes letters as it is told to. */
  static final class FakeChannel implements Channel {
    final List<Letter> tried = new ArrayList<>();
    final List<Letter> got = new ArrayList<>();
    Function<Letter, Sent> answer = letter -> new Sent.Delivered("h-" + letter.id());

    @Override
    public Sent send(Letter letter) {
      tried.add(letter);
      Sent sent = answer.apply(letter);
      if (sent instanceof Sent.Delivered) {
        got.add(letter);
      }
      return sent;
    }

    List<String> kinds() {
      return got.stream().map(letter -> NoticeText.word(letter.notice().kind())).toList();
    }
  }
}
