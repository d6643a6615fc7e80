package io.nightjar.page.engine;

import io.nightjar.fleet.AgentView;
import io.nightjar.fleet.Census;
import io.nightjar.fleet.Validity;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.Moment;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.PageTimes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The agents of the nodes: who is heard, who sees, who lost something, who differs. */
public final class AgentPages implements PageRoutes {

  /** More rows are no use to a person; those that need one come first. */
  private static final int ROWS = 500;

  private static final int DIGEST = 12;

  private final PageParts parts;
  private final Supplier<List<AgentView>> agents;

  public AgentPages(PageParts parts, Supplier<List<AgentView>> agents) {
    this.parts = parts;
    this.agents = agents;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/health/agents", Permission.VIEW, this::agents));
  }

  /**
   * What the template knows.
   *
   * @param verdict in one sentence
   * @param more how many are not shown
   * @param rules digest of the rules that most have in force, as far as it is shown
   */
  record Model(String verdict, boolean good, List<Row> rows, int more, String rules) {}

  /**
   * An agent.
   *
   * @param wrong what needs a person; empty where all is well
   * @param heard how long ago
   * @param waiting detections in its spool
   * @param oldest since when the oldest of them waits; null where none does
   */
  record Row(
      String node,
      List<String> wrong,
      String badge,
      String tone,
      String heard,
      Moment at,
      String version,
      boolean otherVersion,
      String sensor,
      String lost,
      String waiting,
      @Nullable Moment oldest,
      String tasks,
      String rules,
      boolean otherRules) {}

  private Reply agents(Call call) {
    List<AgentView> all = agents.get();
    Census census = Census.of(all);
    List<Row> rows =
        all.stream()
            .map(agent -> row(agent, census))
            .sorted(Comparator.comparing((Row row) -> row.wrong().isEmpty()))
            .toList();
    long wrong = rows.stream().filter(row -> !row.wrong().isEmpty()).count();
    Model model =
        new Model(
            verdict(census, wrong),
            wrong == 0 && !all.isEmpty(),
            rows.stream().limit(ROWS).toList(),
            Math.max(0, rows.size() - ROWS),
            digest(census.rules()));
    return parts.frame().show(call, new View("engine/agents", "Agents", Tab.HEALTH, model));
  }

  private static String verdict(Census census, long wrong) {
    if (census.agents() == 0) {
      return "No agent was heard yet";
    }
    String heard = count(census.agents() - census.silent()) + " heard";
    return (census.silent() == 0 ? heard : heard + ", " + count(census.silent()) + " silent")
        + (wrong == 0 ? "; all is well" : "; " + count(wrong) + " to look at");
  }

  private Row row(AgentView agent, Census census) {
    PageTimes times = parts.times();
    Instant oldest = agent.oldest();
    List<String> wrong = wrong(agent, census);
    return new Row(
        agent.node(),
        wrong,
        agent.silent() ? "silent" : agent.sensor() ? "sees" : "blind",
        agent.silent() || !agent.sensor() ? "bad" : wrong.isEmpty() ? "good" : "wait",
        ago(agent.heard()),
        times.exact(agent.heard()),
        agent.version(),
        census.hasOtherVersion(agent),
        agent.detail(),
        count(agent.lost()),
        count(agent.waiting()),
        oldest == null ? null : times.of(oldest),
        count(agent.tasks()),
        agent.rules().isEmpty() ? "" : count(agent.ruleCount()) + ", " + digest(agent.rules()),
        census.hasOtherRules(agent));
  }

  private List<String> wrong(AgentView agent, Census census) {
    List<String> wrong = new ArrayList<>();
    if (agent.silent()) {
      wrong.add("Nothing is heard of it: what happens there may be seen by nobody.");
    } else if (!agent.sensor()) {
      wrong.add("Its sensor is off: " + agent.detail());
    }
    if (agent.lost() > 0) {
      wrong.add(count(agent.lost()) + " events or detections lost since its start.");
    }
    if (agent.refused() > 0) {
      wrong.add(count(agent.refused()) + " of its detections were refused.");
    }
    if (census.hasOtherRules(agent)) {
      wrong.add("Other rules than most: " + digest(agent.rules()));
    }
    if (census.hasOtherVersion(agent)) {
      wrong.add("Another version than most: " + agent.version());
    }
    Validity certificate = agent.certificate();
    if (certificate != null && certificate.isEnding(parts.times().now())) {
      wrong.add("Its certificate ends " + parts.times().of(certificate.until()).shown() + ".");
    }
    return wrong;
  }

  /** To the second: half a minute of silence is what this page is for. */
  private String ago(Instant heard) {
    Duration gone = Duration.between(heard, parts.times().now());
    return gone.toSeconds() < 1 ? "now" : PageTimes.words(gone) + " ago";
  }

  private static String digest(String rules) {
    return rules.length() > DIGEST ? rules.substring(0, DIGEST) : rules;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
