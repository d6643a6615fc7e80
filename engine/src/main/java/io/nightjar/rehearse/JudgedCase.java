package io.nightjar.rehearse;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.gate.GateSettings;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.cases.Came;
import io.nightjar.playbook.cases.Judging;
import io.nightjar.playbook.cases.PlaybookCase;
import io.nightjar.playbook.cases.PlaybookCase.Answering;
import io.nightjar.playbook.cases.PlaybookCase.Verdict;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.respond.SupposedAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Cases of playbooks before the gate: what it says, and what becomes of it. */
public final class JudgedCase implements Judging {
  private final GateSettings settings;
  private final Map<String, ActionDescriptor> actions;

  /**
   * @param actions by id
   */
  public JudgedCase(GateSettings settings, Map<String, ActionDescriptor> actions) {
    this.settings = settings;
    this.actions = Map.copyOf(actions);
  }

  @Override
  public List<Came> run(
      CompiledPlaybooks playbook,
      Calendars calendars,
      PlaybookCase playbookCase,
      List<SessionFact> facts) {
    Course course = new Course(playbookCase);
    Assumptions answers =
        new Assumptions(
            Assumptions.ACTING_TAKES,
            response -> answer(playbookCase, response),
            "people answer as the case says");
    try (Rehearsal rehearsal =
        Rehearsal.ofSupposed(
            new Rehearsal.Rehearsing(playbook, calendars, settings, actions),
            answers,
            SupposedCluster.of(playbookCase, facts),
            playbookCase.start(),
            course::hear)) {
      facts.forEach(rehearsal::take);
      rehearsal.advanceTo(playbookCase.end());
    }
    return course.came();
  }

  private static Optional<SupposedAnswer> answer(PlaybookCase playbookCase, Response response) {
    for (Answering each :
        Objects.requireNonNullElse(playbookCase.answers(), List.<Answering>of())) {
      String action = each.approve() == null ? each.deny() : each.approve();
      if (response.request().actionId().equals(action)) {
        Duration after = PlaybookCase.duration(each.after());
        return Optional.of(new SupposedAnswer(each.approve() != null, after, each.by()));
      }
    }
    return Optional.empty();
  }

  /** What comes, each request with the latest that is known of it. */
  private static final class Course {
    private final PlaybookCase playbookCase;
    private final Map<String, Came> byId = new LinkedHashMap<>();

    Course(PlaybookCase playbookCase) {
      this.playbookCase = playbookCase;
    }

    List<Came> came() {
      return new ArrayList<>(byId.values());
    }

    void hear(Rehearsed rehearsed) {
      switch (rehearsed) {
        case Rehearsed.Changed changed -> changed(changed);
        case Rehearsed.Joined joined ->
            add(
                came(new Decision.Asked(joined.request()))
                    .judged(
                        new Came.Judged(
                            Verdict.JOINED,
                            "",
                            joined.holder().id() + " does it already",
                            List.of(),
                            word(joined.holder().state()))));
        case Rehearsed.Escalated escalated -> escalated(escalated);
        case Rehearsed.Told told -> add(came(new Decision.Told(told.notice())));
        case Rehearsed.NotPossible not -> add(came(new Decision.NotPossible(not.skipped())));
        case Rehearsed.TakenOut out -> add(came(new Decision.TakenOut(out.fault())));
      }
    }

    private Came came(Decision decision) {
      return Came.of(playbookCase.start(), decision);
    }

    private void add(Came came) {
      byId.put("#" + byId.size(), came);
    }

    private void changed(Rehearsed.Changed changed) {
      Response response = changed.response();
      Came before = byId.get(response.id());
      if (before == null) {
        byId.put(response.id(), came(new Decision.Asked(response.request())));
        return;
      }
      Came.Judged judged = before.gate();
      String state = word(response.state());
      byId.put(
          response.id(),
          before.judged(
              judged == null
                  ? first(response, state)
                  : new Came.Judged(
                      judged.verdict(), judged.guard(), judged.why(), judged.askedOf(), state)));
    }

    private static Came.Judged first(Response response, String state) {
      Verdict verdict =
          switch (response.state()) {
            case DENIED -> Verdict.REFUSED;
            case AWAITING_APPROVAL -> Verdict.ASKED;
            default -> response.dryRun() ? Verdict.DRY_RUN : Verdict.ALLOWED;
          };
      String answer = verdict == Verdict.REFUSED ? "deny" : verdict == Verdict.ASKED ? "ask" : "-";
      Optional<GuardFinding> guard =
          response.findings().stream()
              .filter(finding -> finding.answer().equals(answer))
              .findFirst();
      ApprovalAsk ask = response.request().approval();
      return new Came.Judged(
          verdict,
          guard.map(GuardFinding::guard).orElse(""),
          guard.map(GuardFinding::why).orElse(response.reason()),
          verdict == Verdict.ASKED && ask != null ? ask.groups() : List.of(),
          state);
    }

    private void escalated(Rehearsed.Escalated escalated) {
      ResponseRequest request = escalated.response().request();
      ApprovalAsk ask = request.approval();
      add(
          Came.escalated(
              Duration.between(playbookCase.start(), escalated.at()),
              ask == null ? List.of() : ask.to(escalated.step()),
              request.target().describe(),
              request.actionId() + ": " + request.because()));
    }

    private static String word(ResponseState state) {
      return state.words();
    }
  }
}
