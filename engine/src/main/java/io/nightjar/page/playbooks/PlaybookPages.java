package io.nightjar.page.playbooks;

import io.nightjar.gate.Stages;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import io.nightjar.playbook.PlaybookShelf.Shelved;
import io.nightjar.playbook.PlaybookText;
import io.nightjar.playbook.cases.CaseFile;
import io.nightjar.playbook.explain.Explanation;
import io.nightjar.policy.PlaybookRow;
import io.nightjar.policy.PlaybookRows;
import io.nightjar.rehearse.BacktestPage;
import io.nightjar.store.Reads;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The playbooks: what each is, how far it is trusted, how its tests went, what it would do. */
public final class PlaybookPages implements PageRoutes {

  private static final Duration COUNTED = Duration.ofDays(30);
  private static final int DAYS_AT_MOST = 365;

  private final PageParts parts;
  private final Supplier<PolicyNow> policy;
  private final Reads reads;
  private final CaseRuns cases;
  private final Backtests backtests;

  /**
   * @param reads the store
   */
  public PlaybookPages(
      PageParts parts,
      Supplier<PolicyNow> policy,
      Reads reads,
      CaseRuns cases,
      Backtests backtests) {
    this.parts = parts;
    this.policy = policy;
    this.reads = reads;
    this.cases = cases;
    this.backtests = backtests;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/playbooks", Permission.VIEW, this::list),
        Route.post("/playbooks/test", Permission.AUTHOR, this::test),
        Route.post("/playbooks/backtest", Permission.AUTHOR, this::backtest),
        Route.post("/playbooks/backtest/stop", Permission.AUTHOR, this::stop),
        Route.get("/playbooks/backtest/report", Permission.VIEW, this::report),
        Route.get("/playbooks/{name}", Permission.VIEW, this::one));
  }

  /** What the template knows of all. */
  record ListModel(
      List<PlaybookView> playbooks,
      List<List<String>> problems,
      String folder,
      boolean mayTry,
      RunView tests,
      RunView backtest,
      boolean hasReport) {}

  private Reply list(Call call) {
    PolicyNow now = policy.get();
    Path folder = now.configuration().playbooks();
    List<io.nightjar.playbook.dialect.Problem> problems = new ArrayList<>();
    List<Shelved> shelf = now.configuration().playbookSettings().shelf(folder, problems);
    Stages stages = now.configuration().playbookSettings().gateStages();
    PlaybookRows rows = PlaybookRows.of(stages, reads);
    List<PlaybookView> views = new ArrayList<>();
    for (Shelved playbook : shelf) {
      int count = cases(folder.resolve(playbook.name()), problems);
      views.add(view(playbook, rows(rows, playbook, count).getFirst(), count, stages, now));
    }
    ListModel model =
        new ListModel(
            views,
            lines(problems),
            folder.toString(),
            call.caller().may(Permission.AUTHOR, ""),
            RunView.of(cases, parts.times()),
            RunView.of(backtests.standing(), parts.times()),
            backtests.report().isPresent());
    return parts.frame().show(call, new View("playbooks/list", "Playbooks", Tab.PLAYBOOKS, model));
  }

  /** Each as its lines. */
  private static List<List<String>> lines(List<io.nightjar.playbook.dialect.Problem> problems) {
    return problems.stream().map(problem -> problem.render().lines().toList()).toList();
  }

  private static int cases(Path folder, List<io.nightjar.playbook.dialect.Problem> problems) {
    return CaseFile.readAll(folder, problems).stream().mapToInt(file -> file.cases().size()).sum();
  }

  private List<PlaybookRow> rows(PlaybookRows rows, Shelved playbook, int count) {
    Instant now = parts.times().now();
    return rows.of(playbook, count, now.minus(COUNTED), now);
  }

  private PlaybookView view(
      Shelved playbook, PlaybookRow row, int count, Stages stages, PolicyNow now) {
    String name = playbook.name();
    Optional<CaseRuns.Tested> tested = cases.of(name);
    return new PlaybookView(
        name,
        playbook.manifest().title(),
        playbook.manifest().owner(),
        row.edition().stage().word(),
        row.edition().why(),
        overrides(stages, name),
        row.edition().describe(),
        now.trouble(name, row.edition()),
        PlaybookView.Counted.of(row, parts.times()),
        count,
        tested.map(TestView::words).orElse(""),
        tested.map(each -> each.sound() ? "good" : "bad").orElse(""));
  }

  private static List<String> overrides(Stages stages, String name) {
    return stages.inNamespaces(name).stream()
        .map(rule -> rule.stage().word() + " in namespace " + rule.namespace())
        .toList();
  }

  /**
   * What the template knows of one.
   *
   * @param ready whether it may move up, in a sentence
   * @param explained its rules in plain words, line by line; empty where the dialect refuses it
   * @param lines of the DRL
   */
  record Model(
      PlaybookView playbook,
      String why,
      String commit,
      String fullVersion,
      String trust,
      List<String> mayAsk,
      List<Reference> references,
      List<PlaybookView.Counted> counted,
      String ready,
      List<String> explained,
      List<List<String>> problems,
      List<String> lines,
      String file,
      Optional<TestView> tests,
      boolean mayTry,
      RunView running,
      RunView backtest,
      boolean hasReport) {}

  /** Something that it answers to. */
  record Reference(String kind, String text) {
    static Reference of(String text) {
      String kind =
          text.startsWith("D3-")
              ? "MITRE D3FEND"
              : text.matches("T\\d.*") ? "MITRE ATT&CK" : "Read on";
      return new Reference(kind, text);
    }
  }

  private Reply one(Call call) {
    String name = call.variable("name");
    PolicyNow now = policy.get();
    Path folder = now.configuration().playbooks();
    List<io.nightjar.playbook.dialect.Problem> problems = new ArrayList<>();
    Shelved playbook =
        now.configuration().playbookSettings().shelf(folder, problems).stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new Rejection(Problem.notFound("no playbook is called so")));
    PlaybookText text =
        PlaybookText.readAll(folder, new ArrayList<>()).stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new Rejection(Problem.notFound("the playbook is gone")));
    Model model = model(call, now, playbook, text);
    String title = "Playbook " + name;
    return parts.frame().show(call, new View("playbooks/one", title, Tab.PLAYBOOKS, model));
  }

  private Model model(Call call, PolicyNow now, Shelved playbook, PlaybookText text) {
    List<io.nightjar.playbook.dialect.Problem> problems = text.problems(now.calendarNames());
    int count = cases(text.folder(), new ArrayList<>());
    Stages stages = now.configuration().playbookSettings().gateStages();
    List<PlaybookRow> rows = rows(PlaybookRows.of(stages, reads), playbook, count);
    PlaybookRow main = rows.getFirst();
    return new Model(
        view(playbook, main, count, stages, now),
        playbook.manifest().why(),
        main.edition().commit(),
        main.edition().version(),
        trust(now, main),
        playbook.manifest().mayAsk().stream().sorted().toList(),
        playbook.manifest().references().stream().map(Reference::of).toList(),
        rows.stream().map(row -> PlaybookView.Counted.of(row, parts.times())).toList(),
        main.ready(),
        problems.isEmpty() ? rules(now, text) : List.of(),
        lines(problems),
        text.drl().text().replace("\t", "    ").lines().toList(),
        text.drl().file(),
        cases.of(playbook.name()).map(each -> TestView.of(each, main.edition(), parts.times())),
        call.caller().may(Permission.AUTHOR, ""),
        RunView.of(cases, parts.times()),
        RunView.of(backtests.standing(), parts.times()),
        backtests.report().isPresent());
  }

  /** Without what stands above them on the page already. */
  private List<String> rules(PolicyNow now, PlaybookText text) {
    return new Explanation(now.calendars(), parts.actions())
        .of(text)
        .lines()
        .dropWhile(line -> !line.isEmpty())
        .skip(1)
        .toList();
  }

  private static String trust(PolicyNow now, PlaybookRow row) {
    if (now.configuration().playbookSettings().keys().isEmpty()) {
      return "no signature is asked for: playbooks.keys names no key";
    }
    return row.edition().trusted() ? "signed by one of playbooks.keys" : row.edition().why();
  }

  private Reply test(Call call) {
    String name = known(parts.frame().form(call));
    boolean begun = cases.start(name, call.caller().name());
    return begun ? back(name) : busy("the cases of playbooks");
  }

  private Reply backtest(Call call) {
    Map<String, String> form = parts.frame().form(call);
    String name = known(form);
    int days = days(form.getOrDefault("days", ""));
    boolean approving = form.getOrDefault("answers", "").equals("approve");
    boolean begun =
        backtests.start(new Backtests.Wanted(name, days, approving), call.caller().name());
    return begun ? back(name) : busy("a back-test");
  }

  private static int days(String text) {
    if (text.matches("\\d{1,3}")) {
      int days = Integer.parseInt(text);
      if (days >= 1 && days <= DAYS_AT_MOST) {
        return days;
      }
    }
    throw new Rejection(
        Problem.badRequest("the days must be a whole number from 1 to " + DAYS_AT_MOST));
  }

  private static Reply busy(String what) {
    throw new Rejection(Problem.refused(what + " is running already; one runs at a time"));
  }

  /** The playbook that a form names and that is in force; empty for all. */
  private String known(Map<String, String> form) {
    String name = form.getOrDefault("playbook", "");
    if (!name.isEmpty() && !policy.get().playbooks().names().contains(name)) {
      throw new Rejection(Problem.notFound("no playbook that is in force is called so"));
    }
    return name;
  }

  private static Reply back(String name) {
    return Reply.seeOther(name.isEmpty() ? "/playbooks" : "/playbooks/" + name);
  }

  private Reply stop(Call call) {
    Map<String, String> form = parts.frame().form(call);
    backtests.stop();
    return back(known(form));
  }

  private Reply report(Call call) {
    byte[] report =
        backtests
            .report()
            .orElseThrow(() -> new Rejection(Problem.notFound("there is no report yet")));
    return new Reply.Content(
        200,
        "text/html; charset=utf-8",
        report,
        Map.of(
            "Content-Security-Policy",
            BacktestPage.POLICY + "; frame-ancestors 'none'",
            "Referrer-Policy",
            "same-origin"));
  }
}
