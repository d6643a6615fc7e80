package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final Lease lease =
      new Lease(Duration.ofSeconds(3), nanos::get, () -> Instant.ofEpochMilli(millis.get()));

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    millis.addAndGet(time.toMillis());
  }

  @Test
  void countsFromWhenTheQuestionWasSentAndNotFromItsAnswer() {
    Lease.Sent sent = lease.sending();
    pass(Duration.ofSeconds(2));
    lease.answered(sent);

    assertThat(lease.fresh()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(lease.fresh()).isFalse();
  }

  @Test
  void isNotFreshBeforeTheFirstAnswer() {
    assertThat(lease.fresh()).isFalse();
  }

  @Test
  void aMachineThatSleptIsNotSureEvenWhereItsOwnTimeStoodStill() {
    lease.answered(lease.sending());
    millis.addAndGet(60_000);

    assertThat(lease.fresh()).isFalse();
  }

  @Test
  void aClockThatIsSetBackMakesItLastNoLonger() {
    lease.answered(lease.sending());
    millis.addAndGet(-60_000);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());

    assertThat(lease.fresh()).isFalse();
  }

  @Test
  void whoeverWaitsGoesOnWithTheNextAnswer() throws Exception {
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(lease::await);
    assertThat(waiting).isNotDone();

    lease.answered(lease.sending());

    waiting.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whoeverWaitsIsToldThatItIsLost() {
    lease.answered(lease.sending());
    lease.lose("another took over");

    assertThat(lease.fresh()).isFalse();
    assertThat(lease.isLost()).isTrue();
    assertThatThrownBy(lease::await)
        .isInstanceOf(LeadershipLost.class)
        .hasMessage("another took over");
  }
}
