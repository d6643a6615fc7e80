package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.respond.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private final ManualClock clock = new ManualClock();

  @Test
  void letsTheBurstThroughAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(2, 5, clock);
    assertThat(taken(bucket, 10)).isEqualTo(5);
    clock.advance(Duration.ofSeconds(1));
    assertThat(taken(bucket, 10)).isEqualTo(2);
    clock.advance(Duration.ofMillis(500));
    assertThat(taken(bucket, 10)).isEqualTo(1);
  }

  @Test
  void savesNoMoreThanTheBurst() {
    TokenBucket bucket = new TokenBucket(2, 5, clock);
    clock.advance(Duration.ofHours(1));
    assertThat(taken(bucket, 100)).isEqualTo(5);
  }

  @Test
  void aClockThatGoesBackGivesNothing() {
    TokenBucket bucket = new TokenBucket(2, 5, clock);
    assertThat(taken(bucket, 10)).isEqualTo(5);
    clock.advance(Duration.ofMinutes(-1));
    assertThat(taken(bucket, 10)).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(taken(bucket, 10)).isEqualTo(2);
  }

  @Test
  void withoutARateEverythingGoes() {
    assertThat(taken(new TokenBucket(0, 1, clock), 1_000)).isEqualTo(1_000);
  }

  private static int taken(TokenBucket bucket, int asked) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      taken += bucket.take() ? 1 : 0;
    }
    return taken;
  }
}
