package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReaderWaitTest {
  private static final long MUCH = 4096;

  private final Kernel kernel = new Kernel();
  private long now;
  private final ReaderWait wait = new ReaderWait(kernel, MUCH, () -> now);

  @Test
  void sleepsUntilAnyEventWhenNothingComes() {
    wait.pause(false, 200);

    assertThat(kernel.steps).containsExactly("wake at -1", "wake at 0", "sleep 200", "wake at -1");
  }

  @Test
  void looksEveryFewMillisecondsWhileEventsCome() {
    wait.events();
    wait.pause(false, 200);

    assertThat(kernel.steps).containsExactly("wake at -1", "wake at 4096", "sleep 4", "wake at -1");
  }

  @Test
  void sleepsAgainAfterOneLookThatFoundNothing() {
    wait.events();
    wait.pause(false, 200);
    wait.pause(false, 200);

    assertThat(kernel.steps).containsSubsequence("sleep 4", "wake at 0", "sleep 200");
  }

  @Test
  void neverSleepsPastTheTimeOut() {
    wait.events();
    wait.pause(false, 1);

    assertThat(kernel.steps).contains("sleep 1");
  }

  @Test
  void doesNotSleepWhileAnEventIsOnItsWay() {
    kernel.quiet = false;
    wait.pause(false, 200);
    wait.pause(true, 200);

    assertThat(kernel.steps).noneMatch(step -> step.startsWith("sleep"));
  }

  @Test
  void doesNotSpinForOneThatWasStoppedOnItsWay() {
    kernel.quiet = false;
    for (int i = 0; i < 1000; i++) {
      wait.pause(true, 200);
    }

    assertThat(kernel.steps).filteredOn(step -> step.equals("sleep 1")).hasSizeBetween(3, 10);
  }

  @Test
  void looksAtFixedTimesWhenItWasWokenTooOften() {
    wakeOften();
    wait.pause(false, 200);

    assertThat(kernel.steps)
        .containsSubsequence("urgent false", "wake at 4096", "sleep 4", "wake at -1");
    assertThat(kernel.steps).doesNotContain("urgent true");
  }

  @Test
  void takesWakeUpsAgainOnceItsLooksFindLittle() {
    wakeOften();
    kernel.wakes = false;
    for (int look = 0; look < 60; look++) {
      wait.pause(false, 200);
      now += 4_000_000;
    }

    assertThat(kernel.steps).containsSubsequence("urgent false", "urgent true", "wake at 0");
  }

  @Test
  void staysCalmWhileItsLooksFindEvents() {
    wakeOften();
    kernel.wakes = false;
    for (int look = 0; look < 100; look++) {
      wait.events();
      wait.pause(false, 200);
      now += 4_000_000;
    }

    assertThat(kernel.steps).doesNotContain("urgent true");
  }

  @Test
  void isWokenAsOftenAsNeededWhileThatIsSeldom() {
    kernel.wakes = true;
    for (int second = 0; second < 1000; second++) {
      wait.events();
      wait.pause(false, 200);
      now += WakeBudget.WINDOW_NANOS / (WakeBudget.WAKES - 2);
    }

    assertThat(kernel.steps).noneMatch(step -> step.startsWith("urgent"));
  }

  private void wakeOften() {
    kernel.wakes = true;
    for (int wake = 0; wake < WakeBudget.WAKES; wake++) {
      wait.events();
      wait.pause(false, 200);
    }
  }

  private static final class Kernel implements ReaderWait.Kernel {
    private final List<String> steps = new ArrayList<>();
    private boolean quiet = true;
    private boolean wakes;

    @Override
    public void wakeAt(long bytes) {
      steps.add("wake at " + bytes);
    }

    @Override
    public boolean quiet() {
      return quiet;
    }

    @Override
    public void wakeForUrgent(boolean urgent) {
      steps.add("urgent " + urgent);
    }

    @Override
    public boolean sleep(int millis) {
      steps.add("sleep " + millis);
      return wakes;
    }
  }
}
