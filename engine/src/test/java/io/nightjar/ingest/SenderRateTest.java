package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SenderRateTest {

  private long now;
  private final SenderRate rate = new SenderRate(100, Duration.ofSeconds(1), () -> now);

  @Test
  void letsABurstThroughThenAsksToWaitThenRefuses() {
    assertThat(rate.take(100)).isZero();
    assertThat(rate.take(50)).isEqualTo(500_000_000L);
    assertThat(rate.take(100)).isEqualTo(-1);
    now += 1_000_000_000L;
    assertThat(rate.take(50)).isZero();
  }

  @Test
  void letsOneDeliveryThroughThatIsLargerThanTheBurst() {
    assertThat(rate.take(500)).isEqualTo(4_000_000_000L);
    assertThat(rate.take(1)).isEqualTo(-1);
  }
}
