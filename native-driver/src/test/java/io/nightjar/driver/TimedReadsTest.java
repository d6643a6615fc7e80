package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class TimedReadsTest {

  @Test
  void givesWhatWasReadOrTheOtherAnswer() {
    TimedReads reads = new TimedReads(20_000);

    assertThat(reads.read(() -> "read", "none")).isEqualTo("read");
    assertThat(
            reads.<String>read(
                () -> {
                  throw new IOException("no such file");
                },
                "none"))
        .isEqualTo("none");
  }

  @Test
  void leavesBehindWhatHangsAndReadsNothingWhileTooMuchDoes() {
    TimedReads reads = new TimedReads(1);
    CountDownLatch answer = new CountDownLatch(1);
    occupy(reads, answer);
    int[] made = {0};

    assertThat(reads.read(() -> "read " + made[0]++, "none")).isEqualTo("none");
    assertThat(made[0]).isZero();

    answer.countDown();
    Awaitility.await().until(() -> reads.read(() -> "read", "none").equals("read"));
  }

  /** Lets all the threads hang until there is an answer. */
  static void occupy(TimedReads reads, CountDownLatch answer) {
    for (int i = 0; i < 4; i++) {
      assertThat(reads.read(() -> hang(answer), "late")).isEqualTo("late");
    }
  }

  private static String hang(CountDownLatch answer) throws InterruptedException {
    answer.await();
    return "too late";
  }
}
