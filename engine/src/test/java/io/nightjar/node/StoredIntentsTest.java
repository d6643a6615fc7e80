package io.nightjar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Intents;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredIntentsTest {

  @TempDir Path temp;

  private static Intents of(TestState store) {
    return new Intents(
        new StoredIntents(store.database(), () -> Instant.parse("2026-11-20T03:00:00Z")));
  }

  @Test
  void theEngineThatTakesOverKnowsWhatWasBegunAndHowItWasBefore() {
    try (TestState store = TestState.open(temp)) {
      assertThat(of(store).begin("r1", "128")).isFalse();
      assertThat(of(store).begin("r2")).isFalse();
    }
    try (TestState next = TestState.open(temp)) {
      Intents intents = of(next);
      assertThat(intents.begin("r1", "1")).isTrue();
      assertThat(intents.note("r1")).contains("128");
      assertThat(intents.begun("r2")).isTrue();
      assertThat(intents.note("r2")).isEmpty();

      intents.forget("r1");

      assertThat(intents.begun("r1")).isFalse();
    }
  }
}
