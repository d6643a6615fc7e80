package io.nightjar.fleet;

import io.nightjar.actions.Action;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.config.AgentsConfig;
import io.nightjar.detect.Detection;
import io.nightjar.evidence.BroughtEvidence;
import io.nightjar.gate.Durations;
import io.nightjar.http.Listener;
import io.nightjar.http.Served;
import io.nightjar.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents of other nodes, as the rest of the engine sees them. Thread safe. */
public final class Fleet implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Fleet.class);
  private static final long LOOK_SECONDS = 2;
  private static final int LOOKS_TO_FORGET = 300;
  private static final int SILENT_SHOWN = 20;

  private final PodIndex pods;
  private final PlaceLookup places;
  private final Agents agents;
  private final NodeTasks tasks;
  private final BroughtEvidence evidence;
  private final FleetTelling telling;
  private final InstantSource clock;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("agents-look").factory());
  private int looked;

  /**
   * @param lookFor how long an action that only looks may take
   * @param epoch of this engine, which never falls; 0 where there is only one
   */
  public record Terms(Duration lookFor, LongSupplier epoch) {}

  private Fleet(
      PodIndex pods,
      PlaceLookup places,
      Database database,
      BroughtEvidence evidence,
      FleetTelling telling,
      Terms terms,
      InstantSource clock) {
    this.pods = pods;
    this.places = places;
    this.evidence = evidence;
    this.telling = telling;
    this.clock = clock;
    this.agents =
        new Agents(
            new AgentTable(database),
            new Agents.Watch() {
              @Override
              public void silent(AgentState agent, Duration away) {
                telling.silent(agent.node(), away);
              }

              @Override
              public void back(AgentState agent) {
                telling.back(agent.node());
              }
            },
            node -> places.node(node).isPresent(),
            clock);
    this.tasks =
        new NodeTasks(
            new TaskTable(database),
            agents,
            Patience.within(terms.lookFor()),
            terms.epoch(),
            clock);
  }

  /** Takes up what an earlier run left; agents come in once it is served. */
  public static Fleet start(
      PodIndex pods,
      PlaceLookup places,
      Database database,
      BroughtEvidence evidence,
      FleetTelling telling,
      Terms terms,
      InstantSource clock) {
    Fleet fleet = new Fleet(pods, places, database, evidence, telling, terms, clock);
    var unused =
        fleet.looks.scheduleWithFixedDelay(
            fleet::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return fleet;
  }

  private void look() {
    try {
      agents.look();
      if (++looked % LOOKS_TO_FORGET == 0) {
        tasks.forget();
      }
    } catch (RuntimeException e) {
      log.error("a look at the agents failed; it is tried again", e);
    }
  }

  /**
   * Controls that reach every node.
   *
   * @param here name of the node that {@code local} reaches; empty for an engine alone
   */
  public NodeControls controls(NodeControls local, String here) {
    OtherNodes others = new OtherNodes(here, tasks);
    return new NodeControls(
        new RemoteProcesses(local.processes(), others),
        new RemoteContainers(local.containers(), others),
        new RemoteNetwork(local.network(), pods, others),
        new RemoteEvidence(local.evidence(), evidence, others),
        local.intents());
  }

  /** The actions, known to those whom their controls ask. */
  public Map<String, Action> inHand(Map<String, Action> actions) {
    Map<String, Action> all = new HashMap<>();
    actions.forEach((id, action) -> all.put(id, new InHand(action, tasks)));
    return all;
  }

  /**
   * What is served to agents.
   *
   * @param leads whether this engine decides
   * @param entrance makes detections durable, and answers with those that were not known before
   * @param mayKill whether a process of a container may be killed now without asking anybody
   */
  public record Service(
      String version,
      BooleanSupplier leads,
      Function<List<Detection>, CompletableFuture<List<Detection>>> entrance,
      Predicate<ProcessTarget> mayKill,
      IdentityReviews reviews) {}

  /** With the port of agents, where there is one. */
  public Served into(Served served, AgentsConfig config, Service service) {
    if (config.listen() == null) {
      return served;
    }
    AgentTokens tokens =
        new AgentTokens(service.reviews(), Set.copyOf(config.serviceAccounts()), pods, clock);
    AgentRoutes routes =
        new AgentRoutes(
            service.version(),
            service.leads(),
            agents,
            new AgentRoutes.Parts(
                new DetectionDesk(pods, places, service.entrance(), clock),
                new NodePods(pods, places),
                new KillQuestions(pods, service.mayKill()),
                tasks,
                evidence,
                telling),
            clock);
    return served.with(
        new Listener(
            "agents.listen",
            Objects.requireNonNull(config.listen()),
            config.tls(),
            config.limits(),
            List.of(routes.section(new AgentDoor(tokens, clock))),
            tasks::close));
  }

  /** The agents, by node. */
  public List<AgentView> views() {
    return agents.all().stream()
        .map(agent -> AgentView.of(agent, agents.isSilent(agent), tasks.open(agent.node())))
        .toList();
  }

  /** What a person has to know of those that are silent, by the agent; a few of them. */
  public SortedMap<String, String> silent() {
    SortedMap<String, String> silent = new TreeMap<>();
    Instant now = clock.instant();
    agents.all().stream()
        .filter(agents::isSilent)
        .limit(SILENT_SHOWN)
        .forEach(
            agent ->
                silent.put(
                    "agent on " + agent.node(),
                    "nothing was heard of it for "
                        + Durations.words(
                            Duration.ofSeconds(Duration.between(agent.heard(), now).toSeconds()))));
    return silent;
  }

  /** How many are heard, in words. */
  public String words() {
    List<AgentState> all = agents.all();
    long silent = all.stream().filter(agents::isSilent).count();
    return all.isEmpty()
        ? "no agent was heard yet"
        : (all.size() - silent) + " heard" + (silent == 0 ? "" : ", " + silent + " silent");
  }

  /** Whether one at least is heard. */
  public boolean hears() {
    return agents.all().stream().anyMatch(agent -> !agents.isSilent(agent));
  }

  /** How many were heard lately, and how many were not. */
  public SortedMap<String, Long> counters() {
    List<AgentState> all = agents.all();
    long silent = all.stream().filter(agents::isSilent).count();
    SortedMap<String, Long> counters = new TreeMap<>();
    if (!all.isEmpty()) {
      counters.put("agents.heard", all.size() - silent);
      counters.put("agents.silent", silent);
      counters.put("agents.detections refused", agents.refused());
      counters.put("node tasks waiting", (long) tasks.open());
    }
    return counters;
  }

  /** What agents lost since this engine first heard them, as they say. */
  public SortedMap<String, Long> losses() {
    SortedMap<String, Long> losses = new TreeMap<>();
    if (!agents.all().isEmpty()) {
      losses.put("agents' kernel rings", agents.lostEvents());
      losses.put("agents' spools", agents.lostSpooled());
    }
    return losses;
  }

  @Override
  public void close() {
    looks.shutdownNow();
    tasks.close();
  }
}
