package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.Replay;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An undo that fails, as playbooks see it: the same at once and after a restart. */
class UndoAsFactsTest {

  private static final String PLAYBOOK =
      """
      rule "done: remove it"
      when
        $done : ResponseUpdate( state == ResponseState.SUCCEEDED )
      then
        respond.to($done).deletePod().because("{response}");
      end

      rule "done for the first time"
      when
        $done : ResponseUpdate( state == ResponseState.SUCCEEDED, !undoFailed )
      then
        respond.page($done, "oncall", "{response} holds");
      end

      rule "the undo failed"
      when
        $held : ResponseUpdate( state == ResponseState.SUCCEEDED, undoFailed )
      then
        respond.page($held, "oncall", "{response}: {reason}");
      end
      """;

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final List<SessionFact> told = new CopyOnWriteArrayList<>();

  private VirtualSession session() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("playbooks/undo"));
    Files.writeString(folder.resolve("playbook.drl"), PLAYBOOK);
    Files.writeString(
        folder.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [kubernetes:delete-pod]\n");
    CompiledPlaybooks playbooks =
        new PlaybookCompiler(temp.resolve("cache"), Set.of()).load(temp.resolve("playbooks"));
    return new VirtualSession(
        playbooks,
        new Calendars(CalendarSpec.defaults(ZoneOffset.UTC)),
        SessionLimits.DEFAULT,
        Requests.TIME);
  }

  /** As the pipeline tells a session. */
  private Desk listening(Path state) {
    Desk desk = Desk.open(state, isolate);
    desk.desk.listen(
        new ResponseListener() {
          @Override
          public void changed(Response response, @Nullable ResponseState previous) {
            told.add(SessionFact.of(ResponseUpdate.of(response, null)));
          }

          @Override
          public void escalated(Response response) {}
        });
    return desk;
  }

  private void undoInVain(Desk desk) {
    int before = told.size();
    desk.advance(Duration.ofMinutes(1));
    desk.desk.undo("r1", "anna", "");
    await().until(() -> told.size() == before + 2); // undoing, and in force again
  }

  private static List<SessionFact> replayed(Desk desk) {
    List<SessionFact> facts = new ArrayList<>();
    new Replay(desk.state.database(), Requests.TIME).each(facts::add);
    return facts;
  }

  private static List<String> said(List<Decision> decisions) {
    return decisions.stream()
        .map(
            decision ->
                switch (decision) {
                  case Decision.Asked asked -> asked.request().actionId();
                  case Decision.Told page -> page.notice().text();
                  case Decision.NotPossible not -> not.toString();
                  case Decision.TakenOut out -> out.toString();
                })
        .toList();
  }

  private List<Decision> decided(List<SessionFact> facts) throws Exception {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session = session()) {
      facts.forEach(fact -> decisions.addAll(session.insert(fact)));
      facts.forEach(fact -> assertThat(session.insert(fact)).as("%s again", fact.id()).isEmpty());
    }
    return decisions;
  }

  @Test
  void aPlaybookHearsOfEachUndoThatFailed() throws Exception {
    isolate.undoAnswer = request -> new UndoOutcome.Failed(Kind.REFUSED, "forbidden");
    try (Desk desk = listening(temp.resolve("state"))) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      await().until(() -> told.stream().anyMatch(fact -> fact.id().equals("r1/SUCCEEDED")));
      undoInVain(desk);
      undoInVain(desk);
      isolate.undoAnswer = request -> new UndoOutcome.Undone(List.of("restored"));
      desk.advance(Duration.ofMinutes(1));
      desk.desk.undo("r1", "anna", "");
      await().until(() -> told.stream().anyMatch(fact -> fact.id().equals("r1/UNDONE")));

      assertThat(told).extracting(SessionFact::id).doesNotHaveDuplicates();
      assertThat(replayed(desk)).containsExactlyElementsOf(told);
      String failed = "r1: still in force, the undo failed: REFUSED: forbidden";
      assertThat(said(decided(told)))
          .as("what was asked for because it is done is not asked for again")
          .containsExactlyInAnyOrder("kubernetes:delete-pod", "r1 holds", failed, failed);
    }
  }

  @Test
  void whatGoesWellIsCalledAsEver() throws IOException {
    try (Desk desk = listening(temp.resolve("state"))) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.desk.undo("r1", "anna", "");
      await().until(() -> told.stream().anyMatch(fact -> fact.id().equals("r1/UNDONE")));
      assertThat(replayed(desk)).containsExactlyElementsOf(told);
      assertThat(told)
          .extracting(SessionFact::id)
          .containsExactly(
              "r1/REQUESTED",
              "r1/ALLOWED",
              "r1/EXECUTING",
              "r1/SUCCEEDED",
              "r1/UNDOING",
              "r1/UNDONE");
    }
  }
}
