package io.nightjar.cli.doctor;

import io.nightjar.cli.Hints;
import io.nightjar.fleet.AgentView;
import io.nightjar.fleet.Census;
import io.nightjar.fleet.Validity;
import io.nightjar.gate.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The agents that see for an engine which has no driver of its own.
 *
 * @param now by the engine's clock, as {@link AgentView#heard} is
 * @param hints of what to type
 */
record FleetExamination(List<AgentView> agents, Instant now, Hints hints) implements Examination {

  private static final int NAMED = 10;

  @Override
  public List<Line> look() {
    if (agents.isEmpty()) {
      return List.of(
          Line.missing(
              "agents",
              "none was ever heard",
              "nothing is seen on any node; start nightjar agent there, and look at agents.listen,"
                  + " its service accounts and NetworkPolicies"));
    }
    List<Line> lines = new ArrayList<>();
    Census census = Census.of(agents);
    int silent = census.silent();
    lines.add(
        Line.ok(
            "agents",
            (census.agents() - silent)
                + " heard"
                + (silent == 0 ? "" : ", " + silent + " silent")));
    silent(lines);
    blind(lines);
    differing(lines, census);
    ending(lines);
    return lines;
  }

  private void silent(List<Line> lines) {
    those(AgentView::silent)
        .forEach(
            agent ->
                lines.add(
                    Line.missing(
                        "agent on " + agent.node(),
                        "nothing was heard of it for " + since(agent.heard()),
                        "what happens there may wait in its spool, or nobody sees it; look at the"
                            + " agent on that node")));
    andMore(lines, AgentView::silent, "silent");
  }

  private void blind(List<Line> lines) {
    Predicate<AgentView> isBlind = agent -> !agent.silent() && !agent.sensor();
    those(isBlind)
        .forEach(
            agent ->
                lines.add(
                    Line.missing(
                        "agent on " + agent.node(),
                        "its sensor is off: " + agent.detail(),
                        "it sees no system calls; type there: nightjar doctor --only driver")));
    andMore(lines, isBlind, "without a sensor");
  }

  private void differing(List<Line> lines, Census census) {
    String versions = named(census::hasOtherVersion, AgentView::version);
    if (!versions.isEmpty()) {
      lines.add(
          Line.warn(
              "agents' versions",
              census.version() + ", but " + versions,
              "fine during an upgrade; else bring them to one version"));
    }
    String rules = named(census::hasOtherRules, agent -> "");
    if (!rules.isEmpty()) {
      lines.add(
          Line.warn(
              "agents' rules",
              "others than most on " + rules,
              "what is a detection on one node is none on another; type there: nightjar reload"));
    }
  }

  private void ending(List<Line> lines) {
    for (AgentView agent : agents) {
      Validity certificate = agent.certificate();
      if (certificate != null && certificate.isEnding(now)) {
        lines.add(
            Line.warn(
                "agent on " + agent.node(),
                "its certificate is good until " + certificate.until(),
                "whatever renews it has not; from then on the engine takes nothing from it"));
      }
    }
  }

  /** A few of them. */
  private List<AgentView> those(Predicate<AgentView> meant) {
    return agents.stream().filter(meant).limit(NAMED).toList();
  }

  private void andMore(List<Line> lines, Predicate<AgentView> meant, String how) {
    long more = agents.stream().filter(meant).count() - NAMED;
    if (more > 0) {
      lines.add(
          Line.missing(
              "agents",
              more + " more are " + how,
              "type: " + hints.type("agents list" + (how.equals("silent") ? " --silent" : ""))));
    }
  }

  private String named(Predicate<AgentView> meant, Function<AgentView, String> with) {
    List<AgentView> all = agents.stream().filter(meant).toList();
    String names =
        all.stream()
            .limit(NAMED)
            .map(agent -> (with.apply(agent) + " on " + agent.node()).replaceFirst("^ on ", ""))
            .collect(Collectors.joining(", "));
    return all.size() > NAMED ? names + " and " + (all.size() - NAMED) + " more" : names;
  }

  private String since(Instant heard) {
    return Durations.words(Duration.ofSeconds(Duration.between(heard, now).toSeconds()));
  }
}
