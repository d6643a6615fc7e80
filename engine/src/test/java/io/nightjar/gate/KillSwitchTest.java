package io.nightjar.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.respond.Requests;
import io.nightjar.store.StoreException;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillSwitchTest {

  @TempDir Path temp;

  private static KillSwitch of(TestState state, boolean configured) {
    return new KillSwitch(state.path(), configured, state.database(), () -> Requests.TIME);
  }

  @Test
  void engagingAndReleasingAreRecordedWithTheirActor() {
    try (TestState state = TestState.open(temp)) {
      KillSwitch killSwitch = of(state, false);
      Guard guard = new KillSwitchGuard(killSwitch);
      Judgement judgement = new Judgement(InForce.NOTHING);
      assertThat(guard.check(Requests.isolate("r"), judgement)).isInstanceOf(Answer.Pass.class);
      killSwitch.engage("person:anna", "it isolates too much");
      assertThat(guard.check(Requests.isolate("r"), judgement))
          .isInstanceOfSatisfying(
              Answer.Deny.class,
              deny -> assertThat(deny.why()).contains("person:anna", "it isolates too much"));
      assertThat(killSwitch.release("person:ben", "fixed")).isTrue();
      assertThat(killSwitch.engaged()).isNull();
      List<AuditRecord> leaves = state.database().read(c -> AuditRecords.last(c, 2));
      assertThat(leaves)
          .extracting(AuditRecord::kind)
          .containsExactly("killswitch.engaged", "killswitch.released");
      assertThat(leaves)
          .extracting(AuditRecord::actor)
          .containsExactly("person:anna", "person:ben");
    }
  }

  @Test
  void fileMadeByHandEngagesIt() throws IOException {
    try (TestState state = TestState.open(temp)) {
      KillSwitch killSwitch = of(state, false);
      Files.createFile(temp.resolve("killswitch"));
      assertThat(killSwitch.engaged()).isEqualTo("the kill switch is engaged");
    }
  }

  @Test
  void configuredOneStaysEngaged() {
    try (TestState state = TestState.open(temp)) {
      KillSwitch killSwitch = of(state, true);
      assertThat(killSwitch.engaged()).contains("configuration");
      assertThat(killSwitch.release("person:anna", "please")).isFalse();
    }
  }

  @Test
  void worksWhenItCannotBeRecordedButIsNotReleasedThen() {
    TestState state = TestState.open(temp);
    KillSwitch killSwitch = of(state, false);
    state.close();
    assertThatThrownBy(() -> killSwitch.engage("person:anna", "stop"))
        .isInstanceOf(StoreException.class);
    assertThat(killSwitch.engaged()).contains("stop");
    assertThatThrownBy(() -> killSwitch.release("person:anna", "go"))
        .isInstanceOf(StoreException.class);
    assertThat(killSwitch.engaged()).contains("stop");
  }
}
