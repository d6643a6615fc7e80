package io.nightjar.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nightjar.Pipeline;
import io.nightjar.Replay;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.gate.Budgets;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.http.EventFeed;
import io.nightjar.http.StoredFacts;
import io.nightjar.incident.Incident;
import io.nightjar.notify.Notice;
import io.nightjar.notify.Notices;
import io.nightjar.notify.Notifier;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of a detection from the sensor's hand-over to the gate's leave, with a store of its own
 * and actions that do nothing: what a storm of one workload does to the others.
 */
final class StormBench implements AutoCloseable {
  private static final String STORM_RULE = "Read sensitive file untrusted";
  private static final String OTHER_RULE = "Drop and execute new binary in container";
  private static final int STORMING = 1;

  private final Database database;
  private final StateDirectory directory;
  private final Pipeline pipeline;
  private final ResponseDesk desk;
  private final PlaybookSession session;
  private final InstantSource clock = InstantSource.system();
  private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
  private final Map<String, Long> allowedNanos = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  /**
   * What came of a storm.
   *
   * @param seconds from the first detection until all were judged
   * @param stored detections of the storm in the journal
   * @param shed detections of the storm that were counted and not stored one by one
   * @param collapsed of all that were stored
   * @param facts that the session held at the end
   * @param incidents on the storming workload
   * @param counted detections in them
   * @param responses that were asked for on the storming workload, and how often those repeat
   */
  record Storm(
      double seconds,
      long stored,
      long shed,
      long collapsed,
      int facts,
      long incidents,
      long counted,
      long responses,
      long repeats) {}

  StormBench(Path state, CompiledPlaybooks playbooks, Calendars calendars) throws Exception {
    directory = StateDirectory.open(state);
    database = Database.open(directory);
    EventFeed feed = new EventFeed(4_096);
    Telling telling = new Telling(new Notices(ZoneOffset.UTC), new Nobody(), feed, database, clock);
    pipeline = new Pipeline(new Journal(database, clock), feed, telling, clock);
    Map<String, Action> actions =
        Stream.of(
                new Nothing("kubernetes:isolate-pod", PodTarget.class),
                new Nothing("process:kill", ProcessTarget.class),
                new Nothing("kubernetes:scale-to-zero", WorkloadTarget.class),
                new Nothing("kubernetes:roll-back-image", WorkloadTarget.class),
                new Nothing("kubernetes:enforce-read-only-root-filesystem", WorkloadTarget.class))
            .collect(Collectors.toMap(Nothing::id, Function.identity()));
    GateSettings.Rate many = new GateSettings.Rate(1_000_000, Duration.ofMinutes(1));
    Gate gate =
        new Gate(
            GateSettings.of(Mode.ENFORCE)
                .with(new GateSettings.Rates(many, many))
                .with(Budgets.NONE),
            new KillSwitch(state, false, database, clock),
            actions.values().stream()
                .map(Action::descriptor)
                .collect(Collectors.toMap(ActionDescriptor::id, Function.identity())),
            TargetLookup.of(new NoPods()),
            clock);
    desk = new ResponseDesk(database, gate, actions, ResponderSettings.DEFAULTS, clock);
    desk.listen(new Allowed());
    desk.listen(pipeline);
    session =
        new PlaybookSession(
            playbooks,
            calendars,
            clock,
            pipeline,
            SessionLimits.forHeap(Runtime.getRuntime().maxMemory()));
    pipeline.connect(session, desk);
    session.start(new Replay(database, clock.instant())).join();
    desk.start();
  }

  /** Containments of other workloads, one after the other: milliseconds that each took. */
  double[] others(int count, Duration pause) throws InterruptedException {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      int number = (int) (1_000 + ids.incrementAndGet());
      Detection detection = BenchDetections.of("o-" + number, OTHER_RULE, number, number, now());
      keys[i] = "process/" + detection.node() + "/" + (1_000 + number) + "/" + (5_000 + number);
      sentNanos.put(keys[i], System.nanoTime());
      pipeline.detected(detection);
      Thread.sleep(pause.toMillis());
    }
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      while (!allowedNanos.containsKey(keys[i])) {
        Thread.sleep(1);
      }
      millis[i] =
          (allowedNanos.getOrDefault(keys[i], 0L) - sentNanos.getOrDefault(keys[i], 0L)) / 1e6;
    }
    return millis;
  }

  /**
   * Detections of one rule on one workload.
   *
   * @param perSecond how many a second; as fast as they can be made when 0
   * @param processes how many processes they come from, in turn
   */
  Storm storm(int count, int perSecond, int processes) throws InterruptedException {
    long begin = System.nanoTime();
    long shedBefore = pipeline.shed();
    for (int i = 0; i < count; i++) {
      Instant time = now();
      pipeline.detected(
          BenchDetections.of(
              "s-" + ids.incrementAndGet(), STORM_RULE, STORMING, i % processes, time));
      if (perSecond > 0 && i % 100 == 0) {
        long due = begin + TimeUnit.SECONDS.toNanos(i) / perSecond;
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
      }
    }
    while (pipeline.waiting() > 0 || session.waiting() > 0) {
      Thread.sleep(5);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return counted(seconds, pipeline.shed() - shedBefore);
  }

  private Storm counted(double seconds, long shed) {
    StoredFacts facts = new StoredFacts(database);
    List<Incident> incidents =
        facts.incidents().list(true, "", 10_000).stream()
            .filter(incident -> incident.about().endsWith("worker-" + STORMING))
            .toList();
    List<Response> responses =
        facts.responses(new ResponseFilter(ResponseFilter.ALL.states(), "", 10_000), "").stream()
            .filter(response -> response.request().target().describe().endsWith("-" + STORMING))
            .toList();
    return new Storm(
        seconds,
        incidents.stream()
            .mapToLong(incident -> incident.rules().getOrDefault(STORM_RULE, 0L))
            .sum(),
        shed,
        session.counts().collapsed(),
        session.facts(),
        incidents.size(),
        incidents.stream().mapToLong(Incident::detections).sum(),
        responses.size(),
        responses.stream().mapToLong(Response::repeats).sum());
  }

  private Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    session.close();
    pipeline.close();
    desk.close();
    database.close();
    directory.close();
  }

  private final class Allowed implements ResponseListener {
    @Override
    public void changed(Response response, @Nullable ResponseState previous) {
      if (response.state() == ResponseState.ALLOWED) {
        allowedNanos.putIfAbsent(response.request().target().key(), System.nanoTime());
      }
    }

    @Override
    public void escalated(Response response) {}
  }

  private static final class Nobody implements Notifier {
    @Override
    public void tell(Notice notice) {}

    @Override
    public long lost() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private record Nothing(String id, Class<? extends Target> target) implements Action {
    @Override
    public ActionDescriptor descriptor() {
      return new ActionDescriptor(
          id, "does nothing", target, Map.of(), true, true, true, List.of(), "D3-NI");
    }

    @Override
    public Outcome execute(ActionRequest request) {
      return new Outcome.Succeeded(
          List.of("nothing"), JsonNodeFactory.instance.objectNode(), List.of());
    }

    @Override
    public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
      return new UndoOutcome.Undone(List.of("nothing"));
    }
  }
}
