package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.SampleResponses;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.NotifyConfig.DigestConfig;
import io.nightjar.config.NotifyConfig.QuietConfig;
import io.nightjar.config.PersonConfig;
import io.nightjar.config.RouteConfig;
import io.nightjar.detect.Priority;
import io.nightjar.notify.Delivery.State;
import io.nightjar.respond.Response;
import io.nightjar.store.TestState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a notice between its telling and its channel. */
class OutboxTest {

  private static final RetryPlan PLAN = new RetryPlan(5, Duration.ofHours(24));
  private static final Notices NOTICES = new Notices(ZoneOffset.UTC);

  @TempDir Path folder;

  private static NotifyConfig config(
      int perMinute, @Nullable DigestConfig digest, @Nullable QuietConfig quiet) {
    return new NotifyConfig(
        false,
        null,
        null,
        Map.of("team", VirtualPost.channel(perMinute)),
        Map.of(),
        List.of(),
        digest,
        quiet,
        Duration.ofMinutes(5),
        Map.of());
  }

  private VirtualPost open() {
    return open(config(1_000, null, null));
  }

  private VirtualPost open(NotifyConfig config) {
    return new VirtualPost(folder, config, PLAN);
  }

  private static Notice question() {
    return NOTICES.of(SampleResponses.waiting()).orElseThrow();
  }

  private static Notice minor(int number) {
    return new Notice(
        Notice.Kind.EXECUTED,
        SampleResponses.THREE.plusSeconds(number),
        "r-" + number,
        "shop",
        "event " + number,
        "done",
        "",
        "");
  }

  private static Notice same(int number) {
    return new Notice(
        Notice.Kind.FAILED,
        SampleResponses.THREE.plusSeconds(number),
        "r-" + number,
        "shop",
        "no such node",
        "failed",
        "",
        "");
  }

  @Test
  void whatWasToldBeforeACrashIsDeliveredAfterIt() {
    VirtualPost first = open();
    first.tell(question());
    assertThat(first.channel("team").tried).isEmpty();
    first.close(); // nothing of it was in memory alone: the store is all that is left
    try (VirtualPost second = open()) {
      second.walk();
      assertThat(second.channel("team").kinds()).containsExactly("awaiting-approval");
      second.walk();
      assertThat(second.channel("team").got).hasSize(1);
    }
  }

  @Test
  void whatIsToldOnceMoreAfterACrashIsDeliveredOnce() {
    try (VirtualPost post = open()) {
      post.tell(question());
      post.walk();
    }
    try (VirtualPost post = open()) {
      post.tell(question());
      post.pass(Duration.ofHours(1));
      assertThat(post.channel("team").tried).isEmpty();
    }
  }

  @Test
  void aTryThatDiedOnItsWayIsMadeAgainAndCounted() {
    try (VirtualPost post = open()) {
      post.channel("team").answer =
          letter -> {
            throw new OutOfMemoryError("the process is killed here");
          };
      post.tell(question());
      assertThatThrownBy(post::walk).isInstanceOf(OutOfMemoryError.class);
    }
    try (VirtualPost post = open()) {
      post.walk();
      assertThat(post.channel("team").got).hasSize(1);
      Delivery there = new DeadLetters(post.state.database()).newest(5).getFirst();
      assertThat(there.state()).isEqualTo(State.DELIVERED);
      assertThat(there.tries()).isEqualTo(2);
    }
  }

  @Test
  void triesAgainWithGrowingPausesAndNeverBeforeTheOtherSideSaid() {
    try (VirtualPost post = open()) {
      VirtualPost.FakeChannel team = post.channel("team");
      List<Long> at = new ArrayList<>();
      team.answer =
          letter -> {
            at.add(Duration.between(SampleResponses.THREE, post.now).toSeconds());
            return switch (at.size()) {
              case 1, 2 -> new Sent.Again("it answered 503", null);
              case 3 -> new Sent.Again("it answered 429", Duration.ofSeconds(90));
              default -> new Sent.Delivered("h");
            };
          };
      post.tell(question());
      post.pass(Duration.ofMinutes(5));
      assertThat(at).containsExactly(0L, 1L, 3L, 93L);
      assertThat(post.outbox.counters())
          .containsEntry("notify.team.delivered", 1L)
          .containsEntry("notify.team.retried", 3L)
          .containsEntry("notify.team.waiting", 0L);
    }
  }

  @Test
  void givesUpAfterTheLastTryTellsWhyAndBeginsAnewWhenAPersonSaysSo() {
    try (VirtualPost post = open()) {
      VirtualPost.FakeChannel team = post.channel("team");
      team.answer = letter -> new Sent.Again("it cannot be reached", null);
      post.tell(question());
      post.pass(Duration.ofHours(1));
      assertThat(team.tried).hasSize(5);
      Delivery dead = new DeadLetters(post.state.database()).list(10).getFirst();
      assertThat(dead.why()).isEqualTo("it cannot be reached");
      assertThat(dead.tries()).isEqualTo(5);
      assertThat(post.outbox.lost()).isEqualTo(1);

      team.answer = letter -> new Sent.Delivered("h");
      assertThat(post.outbox.again(dead.id(), "kim")).isPresent();
      post.walk();
      assertThat(team.got).hasSize(1);
      assertThat(new DeadLetters(post.state.database()).list(10)).isEmpty();
      assertThat(post.outbox.again(dead.id(), "kim")).isEmpty();
    }
    assertThat(TestState.verify(folder).problems()).isEmpty();
  }

  @Test
  void givesUpWhatIsTooOldAndWhatIsRefusedAtOnce() {
    NotifyConfig config = config(1_000, null, null);
    try (VirtualPost post =
        new VirtualPost(folder, config, new RetryPlan(1_000, Duration.ofMinutes(30)))) {
      VirtualPost.FakeChannel team = post.channel("team");
      team.answer = letter -> new Sent.Again("down", null);
      post.tell(question());
      post.pass(Duration.ofHours(2));
      assertThat(team.tried.size()).isBetween(8, 20);
      assertThat(new DeadLetters(post.state.database()).list(10)).hasSize(1);

      team.tried.clear();
      team.answer = letter -> new Sent.Refused("it refuses the credentials (403)");
      post.tell(minor(1));
      post.pass(Duration.ofHours(1));
      assertThat(team.tried).hasSize(1);
    }
  }

  @Test
  void aStormOfTheSameIsOneNoticeAndThenACount() {
    try (VirtualPost post = open()) {
      for (int i = 0; i < 500; i++) {
        post.tell(same(i));
        if (i % 50 == 0) {
          post.walk();
        }
      }
      VirtualPost.FakeChannel team = post.channel("team");
      assertThat(team.got).hasSize(1);
      post.pass(Duration.ofMinutes(6));
      assertThat(team.got).hasSize(2);
      assertThat(team.got.getLast().count()).isEqualTo(499);
      assertThat(Words.title(team.got.getLast())).contains("499 times");
      post.tell(same(900));
      post.pass(Duration.ofHours(1));
      assertThat(team.got).hasSize(3);
    }
  }

  @Test
  void aQuestionIsNeverFoldedIntoAnother() {
    try (VirtualPost post = open()) {
      post.tell(question());
      post.tell(NOTICES.of(SampleResponses.hostile("r-1")).orElseThrow());
      post.tell(NOTICES.of(SampleResponses.hostile("r-2")).orElseThrow());
      post.walk();
      assertThat(post.channel("team").got).hasSize(3);
    }
  }

  @Test
  void minorNoticesAreCollectedAndSentAsOne() {
    DigestConfig digest = new DigestConfig(Duration.ofMinutes(15), Priority.NOTICE);
    try (VirtualPost post = open(config(1_000, digest, null))) {
      for (int i = 0; i < 60; i++) {
        post.tell(minor(i));
      }
      post.tell(question());
      post.walk();
      VirtualPost.FakeChannel team = post.channel("team");
      assertThat(team.kinds()).containsExactly("awaiting-approval");
      post.pass(Duration.ofMinutes(16));
      Letter collection = team.got.getLast();
      assertThat(team.got).hasSize(2);
      assertThat(collection.count()).isEqualTo(60);
      assertThat(collection.collected()).hasSize(Letter.LINES_AT_MOST);
      assertThat(Words.body(collection)).contains("event 0;").contains("and 10 more");
    }
  }

  @Test
  void quietHoursHoldBackWhatCanWaitUntilTheyEnd() {
    try (VirtualPost post =
        open(config(1_000, null, new QuietConfig("night", Priority.CRITICAL)))) {
      Instant morning = SampleResponses.THREE.plus(Duration.ofHours(4));
      post.calendars.put("night", morning);
      post.tell(same(1));
      post.tell(minor(2));
      post.tell(question());
      post.pass(Duration.ofHours(3));
      VirtualPost.FakeChannel team = post.channel("team");
      assertThat(team.kinds()).containsExactly("awaiting-approval");
      post.pass(Duration.ofHours(1));
      assertThat(team.got).hasSize(2);
      assertThat(team.got.getLast().collected()).hasSize(2);
      assertThat(team.got.getLast().severity()).isEqualTo(Priority.ERROR);
    }
  }

  @Test
  void aChannelGetsNoMoreAMinuteThanItMayAndQuestionsGoFirst() {
    try (VirtualPost post = open(config(2, null, null))) {
      for (int i = 0; i < 5; i++) {
        post.tell(minor(i));
      }
      post.tell(question());
      post.walk();
      VirtualPost.FakeChannel team = post.channel("team");
      assertThat(team.kinds()).containsExactly("awaiting-approval", "executed");
      post.now = post.now.plusSeconds(59);
      post.walk();
      assertThat(team.got).hasSize(2);
      post.now = post.now.plusSeconds(1);
      post.walk();
      assertThat(team.got).hasSize(4);
    }
  }

  @Test
  void aCrowdThatWaitsIsToldTogether() {
    try (VirtualPost post = open(config(1, null, null))) {
      for (int i = 0; i < 80; i++) {
        post.tell(minor(i));
      }
      post.pass(Duration.ofMinutes(40));
      VirtualPost.FakeChannel team = post.channel("team");
      assertThat(team.got).hasSizeLessThan(30);
      assertThat(team.got.stream().mapToInt(Letter::count).sum()).isEqualTo(80);
    }
  }

  @Test
  void aQuestionThatWasAnsweredMeanwhileWakesNobody() {
    Response waiting = SampleResponses.waiting();
    try (VirtualPost post = open()) {
      post.channel("team").answer = letter -> new Sent.Again("down", null);
      post.tell(question());
      post.walk();
      post.tell(NOTICES.answered(waiting));
      post.channel("team").answer = letter -> new Sent.Delivered("h");
      post.pass(Duration.ofHours(1));
      assertThat(post.channel("team").got).isEmpty();
      assertThat(new DeadLetters(post.state.database()).in(State.OVER, 9)).hasSize(1);
    }
  }

  @Test
  void aMessageThatIsThereIsChangedByTheAnswerAndNothingElseIsSent() {
    try (VirtualPost post = open()) {
      post.tell(question());
      post.walk();
      String handle = "h-" + post.channel("team").got.getFirst().id();
      post.tell(NOTICES.answered(SampleResponses.waiting()));
      post.walk();
      Letter change = post.channel("team").got.getLast();
      assertThat(post.channel("team").kinds()).containsExactly("awaiting-approval", "answered");
      assertThat(change.with().message()).isEqualTo(handle);
      assertThat(change.topic()).isEqualTo("r-77ab00c1d2e3f405");
    }
  }

  @Test
  void theTopicsFirstMessageIsItsThread() {
    Notice later =
        NOTICES.escalation(SampleResponses.waiting(), List.of("lead"), SampleResponses.THREE);
    try (VirtualPost post = open()) {
      post.tell(question());
      post.walk();
      post.tell(later);
      post.walk();
      List<Letter> got = post.channel("team").got;
      assertThat(got.getFirst().with().thread()).isEmpty();
      assertThat(got.getLast().with().thread()).isEqualTo("h-" + got.getFirst().id());
    }
  }

  @Test
  void personalLinksGoToTheirPersonsChannelAloneAndNeverIntoTheStore() {
    URI link = URI.create("https://nightjar.example.com/answer/secret-of-kim");
    NotifyConfig config =
        new NotifyConfig(
            false,
            null,
            null,
            new TreeMap<>(
                Map.of("team", VirtualPost.channel(99), "kim-phone", VirtualPost.channel(99))),
            Map.of("kim", new PersonConfig(List.of("kim-phone"), null, null, null)),
            List.of(
                new RouteConfig(
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    List.of("team", RouteConfig.ASKED),
                    false)),
            null,
            null,
            Duration.ZERO,
            Map.of());
    try (VirtualPost post = open(config)) {
      post.groups = Map.of("on-call", Set.of("kim", "lee"));
      post.enclosing.invite(
          new Enclosing.Invitations() {
            @Override
            public Map<String, URI> all(String responseId) {
              throw new AssertionError("nobody asked for all");
            }

            @Override
            public Optional<URI> one(String responseId, String person) {
              return person.equals("kim") ? Optional.of(link) : Optional.empty();
            }

            @Override
            public URI page(String responseId) {
              return URI.create("https://nightjar.example.com/approvals/" + responseId);
            }
          });
      post.tell(question());
      post.walk();
      assertThat(post.channel("kim-phone").got.getFirst().ownLink()).isEqualTo(link);
      assertThat(post.channel("team").got.getFirst().with().links()).isEmpty();
      assertThat(post.channel("team").got.getFirst().ownLink()).isNull();
      assertThat(post.channel("team").got.getFirst().with().page()).isNotNull();
      assertThat(new DeadLetters(post.state.database()).newest(9).toString())
          .doesNotContain("secret-of-kim");
    }
  }
}
