package io.nightjar.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.respond.FilledStore;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.TestState;
import io.nightjar.upkeep.CheckReport.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {

  @TempDir Path temp;

  @BeforeEach
  void aNight() {
    FilledStore.fill(temp);
  }

  private CheckReport check() {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(temp)) {
      VerifierKey key = VerifierKey.parse(Files.readString(temp.resolve("audit.pub")));
      List<String> kept = List.of(Files.readString(temp.resolve(AuditLog.HEAD_FILE)));
      return StoreCheck.of(database, key, kept, SegmentFolder.in(temp));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> problems(String what) {
    return check().findings().stream()
        .filter(finding -> finding.what().equals(what))
        .flatMap(finding -> finding.problems().stream())
        .toList();
  }

  @Test
  void whatANightLeavesIsSound() {
    CheckReport report = check();
    assertThat(report.findings()).allSatisfy(f -> assertThat(f.problems()).as(f.what()).isEmpty());
    assertThat(report.sound()).isTrue();
    assertThat(report.findings())
        .extracting(Finding::what)
        .containsExactly(
            "database",
            "references",
            "detections",
            "responses",
            "timers",
            "incidents",
            "audit log");
    assertThat(report.findings().get(3).told()).startsWith("3 responses");
    assertThat(report.findings().get(4).told()).startsWith("3 timers");
  }

  @Test
  void itIsCheckedBesideARunningEngine() {
    try (TestState running = TestState.open(temp)) {
      assertThat(running.database().commits()).isZero();
      assertThat(check().sound()).isTrue();
    }
  }

  @Test
  void aResponseThatWasSetBackIsFound() {
    TestState.tamper(
        temp,
        "UPDATE responses SET state = 'AWAITING_APPROVAL', json = replace(json, 'EXPIRED',"
            + " 'AWAITING_APPROVAL'), leaf = (SELECT min(idx) FROM audit_leaves WHERE kind ="
            + " 'response.awaiting-approval') WHERE id = 'expired'");
    assertThat(problems("responses"))
        .anySatisfy(
            p -> assertThat(p).contains("response expired is AWAITING_APPROVAL", "EXPIRED"));
    assertThat(problems("timers"))
        .containsExactly("response expired waits for an answer without end: its timer is gone");
    assertThat(problems("audit log")).isNotEmpty();
  }

  @Test
  void aTimerOfAResponseThatIsOverIsFound() {
    TestState.tamper(temp, "UPDATE timers SET response_id = 'expired' WHERE kind = 'UNDO'");
    assertThat(problems("timers"))
        .singleElement()
        .asString()
        .contains("is to undo response expired, which is EXPIRED");
  }

  @Test
  void columnsThatSayOtherThanTheirRowAreFound() {
    TestState.tamper(temp, "UPDATE detections SET time_millis = 1 WHERE id = 'd1'");
    TestState.tamper(temp, "UPDATE incidents SET state = 'OPEN'");
    TestState.tamper(temp, "UPDATE responses SET target_key = 'x' WHERE id = 'waiting'");
    assertThat(problems("detections"))
        .containsExactly("the columns of detection d1 say something else than it does");
    assertThat(problems("incidents"))
        .singleElement()
        .asString()
        .contains("the columns of incident");
    assertThat(problems("responses"))
        .containsExactly("the columns of response waiting say something else than it does");
  }

  @Test
  void anUnreadableRowIsFoundAndTheOthersAreLookedAt() {
    TestState.tamper(temp, "UPDATE detections SET json = 'no JSON' WHERE id = 'd1'");
    assertThat(problems("detections")).containsExactly("detection d1 cannot be read");
    assertThat(problems("audit log")).singleElement().asString().contains("detection d1");
  }

  @Test
  void aDetectionOfAnIncidentThatIsGoneIsFound() {
    TestState.tamper(temp, "UPDATE detections SET incident = 'i-none' WHERE id = 'd1'");
    assertThat(problems("references"))
        .containsExactly("1 rows of detections name incidents that are gone, such as i-none");
    assertThat(problems("detections"))
        .containsExactly("detection d1 was in another incident when it was accepted");
  }

  @Test
  void aTriggerThatSomebodyAddedIsFound() {
    TestState.failing(temp, "response.executing");
    assertThat(problems("database")).singleElement().asString().contains("trigger", "intruder");
    TestState.healed(temp);
    assertThat(problems("database")).isEmpty();
  }

  @Test
  void aTamperedLogIsFound() {
    TestState.tamper(temp, "DELETE FROM audit_leaves WHERE idx = 2");
    assertThat(problems("audit log")).anySatisfy(p -> assertThat(p).contains("missing"));
  }

  @Test
  void withoutAKeyItIsNotSound() {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(temp)) {
      CheckReport report = StoreCheck.of(database, null, List.of(), SegmentFolder.in(temp));
      assertThat(report.sound()).isFalse();
      assertThat(report.findings().getLast().problems())
          .containsExactly("there is no public key to verify it with");
    }
  }
}
