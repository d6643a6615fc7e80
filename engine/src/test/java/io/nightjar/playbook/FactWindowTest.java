package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.NOON;
import static io.nightjar.playbook.TestPlaybooks.fact;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FactWindowTest {

  @Test
  void whoFloodsItForgetsHisOwn() {
    FactWindow window = new FactWindow(100);
    window.add(fact("first", "write", "quiet", NOON), NOON);
    for (int i = 0; i < 500; i++) {
      window.add(fact("d" + i, "read", "noisy", NOON.plusMillis(i)), NOON.plusMillis(i));
    }
    assertThat(window.size()).isEqualTo(100);
    assertThat(window.evicted()).isEqualTo(401);
    assertThat(window.contains("first")).isTrue();
    assertThat(window.contains("d400")).isFalse();
    assertThat(window.contains("d401")).isTrue();
  }

  @Test
  void whatIsForgottenInItsTimeIsNotCounted() {
    FactWindow window = new FactWindow(100);
    window.add(fact("a", "read", "web", NOON), NOON);
    assertThat(window.add(fact("b", "read", "web", NOON.plusSeconds(7200)), NOON.plusSeconds(7200)))
        .containsExactly("a");
    assertThat(window.evicted()).isZero();
  }
}
