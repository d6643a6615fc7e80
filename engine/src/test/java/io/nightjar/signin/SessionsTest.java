package io.nightjar.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private Instant now = Instant.parse("2026-11-20T02:00:00Z");
  private final Sessions sessions =
      new Sessions(Duration.ofHours(1), Duration.ofHours(12), () -> now);

  private static Person person(String name) {
    return new Person(name, Set.of("oncall"), "a test", (permission, namespace) -> false);
  }

  @Test
  void isFoundByItsIdAndByNoOther() {
    String kim = sessions.create(person("kim"), Instant.MAX);
    String lee = sessions.create(person("lee"), Instant.MAX);
    assertThat(sessions.find(kim)).map(Person::name).contains("kim");
    assertThat(sessions.find(lee)).map(Person::name).contains("lee");
    assertThat(sessions.find(kim.substring(1))).isEmpty();
    assertThat(sessions.find("")).isEmpty();
    // 256 bits as base64url
    assertThat(kim).matches("[\\w-]{43}");
  }

  @Test
  void endsWhenItWasNotUsedForAnHourAndNotBefore() {
    String id = sessions.create(person("kim"), Instant.MAX);
    for (int i = 0; i < 5; i++) {
      now = now.plus(Duration.ofMinutes(59));
      assertThat(sessions.find(id)).isPresent();
    }
    now = now.plus(Duration.ofHours(1));
    assertThat(sessions.find(id)).isEmpty();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void endsAfterTwelveHoursHoweverMuchItIsUsed() {
    String id = sessions.create(person("kim"), Instant.MAX);
    for (int i = 0; i < 23; i++) {
      now = now.plus(Duration.ofMinutes(30));
      assertThat(sessions.find(id)).isPresent();
    }
    now = now.plus(Duration.ofMinutes(30));
    assertThat(sessions.find(id)).isEmpty();
  }

  @Test
  void endsWithTheProofOfWhoItIs() {
    String id = sessions.create(person("kim"), now.plusSeconds(300));
    now = now.plusSeconds(299);
    assertThat(sessions.find(id)).isPresent();
    now = now.plusSeconds(1);
    assertThat(sessions.find(id)).isEmpty();
  }

  @Test
  void isOverOnceItsPersonSignedOut() {
    String id = sessions.create(person("kim"), Instant.MAX);
    assertThat(sessions.end(id)).map(Person::name).contains("kim");
    assertThat(sessions.find(id)).isEmpty();
    assertThat(sessions.end(id)).isEmpty();
  }

  @Test
  void ofOnePersonOnlyTheLatestUsedStay() {
    List<String> ids = new ArrayList<>();
    String lee = sessions.create(person("lee"), Instant.MAX);
    for (int i = 0; i < 25; i++) {
      now = now.plusSeconds(1);
      ids.add(sessions.create(person("kim"), Instant.MAX));
    }
    assertThat(ids.stream().filter(id -> sessions.find(id).isPresent()))
        .containsExactlyElementsOf(ids.subList(5, 25));
    assertThat(sessions.find(lee)).isPresent();
  }

  @Test
  void neverGrowsBeyondAThousand() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_100; i++) {
      now = now.plusMillis(1);
      ids.add(sessions.create(person("person " + i), Instant.MAX));
    }
    assertThat(ids).hasSize(1_100);
    assertThat(sessions.size()).isEqualTo(1_000);
  }
}
