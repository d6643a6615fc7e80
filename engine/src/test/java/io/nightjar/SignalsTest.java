package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "USR1"})
  void everySignalIsTakenEvenAfterAHandlerThatFailed(String name) throws Exception {
    AtomicInteger taken = new AtomicInteger();
    boolean on =
        Signals.on(
            name,
            () -> {
              if (taken.incrementAndGet() == 1) {
                throw new IllegalStateException("the first one fails");
              }
            });
    assertThat(on).isTrue();
    for (int i = 1; i <= 2; i++) {
      String self = Long.toString(ProcessHandle.current().pid());
      assertThat(new ProcessBuilder(List.of("kill", "-" + name, self)).start().waitFor()).isZero();
      int sent = i;
      await().until(() -> taken.get() == sent);
    }
  }

  @Test
  void aSignalThatTheJvmKeepsIsToldAndNotTaken() {
    assertThat(Signals.on("SEGV", () -> {})).isFalse();
    assertThat(Signals.on("NOSUCH", () -> {})).isFalse();
  }
}
