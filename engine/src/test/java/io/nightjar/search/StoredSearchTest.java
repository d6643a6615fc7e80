package io.nightjar.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.LeafFilter;
import io.nightjar.audit.LeafSearch;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSearchTest {

  @TempDir Path folder;

  private static Wanted text(String text) {
    return new Wanted("", "", "", "", "", null, "", "", "", null, null, text);
  }

  @Test
  void textIsFoundAsItIsStoredWhateverItsCaseAndItsQuotes() {
    try (TestState state = TestState.open(folder)) {
      new Journal(state.database(), () -> Detections.TIME).append(Detections.of("d1"));
      StoredSearch search = new StoredSearch(state.database());
      for (String there : List.of("\"in\" the", "BASH -I", "uid-w", "\u001b[31m")) {
        assertThat(search.detections(text(there), "", 5).items()).as(there).hasSize(1);
      }
      assertThat(search.detections(text("%"), "", 5).items()).isEmpty();
    }
  }

  @Test
  void soManyRowsAreLookedAtForOnePageAndTheNextOneGoesOnThere() {
    try (TestState state = TestState.open(folder)) {
      state
          .database()
          .write(
              transaction -> {
                for (int i = 0; i <= LeafSearch.LOOKED_AT; i++) {
                  transaction.record(AuditDraft.of(Instant.EPOCH, "test", null, "who" + i));
                }
                return true;
              });
      LeafFilter first = new LeafFilter("test", "who0", "", null, null, "\"who0\"");
      LeafSearch.Page none =
          state.database().read(c -> LeafSearch.page(c, first, Long.MAX_VALUE, 10));
      assertThat(none.leaves()).isEmpty();
      assertThat(none.exhausted()).isTrue();
      Long next = none.next();
      assertThat(next).isNotNull();
      LeafSearch.Page found = state.database().read(c -> LeafSearch.page(c, first, next, 10));
      assertThat(found.leaves()).singleElement().extracting("actor").isEqualTo("who0");
      assertThat(found.exhausted()).isFalse();
    }
  }

  @Test
  void incidentsOfTheSameMomentAreEachOnOnePage() {
    try (TestState state = TestState.open(folder)) {
      List<Detection> detections = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        detections.add(onNode("n" + i));
      }
      new Journal(state.database(), () -> Detections.TIME).append(detections);
      StoredSearch search = new StoredSearch(state.database());
      List<String> seen = new ArrayList<>();
      String place = "";
      do {
        Found<Incident> page = search.incidents(Wanted.ALL, place, 3);
        page.items().forEach(incident -> seen.add(incident.id()));
        place = page.next();
      } while (!place.isEmpty());
      assertThat(seen).hasSize(7).doesNotHaveDuplicates();
      assertThatThrownBy(() -> search.incidents(Wanted.ALL, "1;DROP", 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Detection onNode(String node) {
    Detection of = Detections.of("d-" + node);
    return new Detection(
        of.id(),
        of.rule(),
        of.priority(),
        of.source(),
        of.tags(),
        of.time(),
        of.output(),
        of.fields(),
        node,
        null,
        "",
        "",
        "",
        false,
        "",
        "",
        "",
        Map.of(),
        null,
        List.of());
  }
}
