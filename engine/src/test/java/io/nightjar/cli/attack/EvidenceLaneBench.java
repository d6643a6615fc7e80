package io.nightjar.cli.attack;

import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.actions.node.IsolatePodOnNode;
import io.nightjar.config.EvidenceConfig;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.node.NodeParts;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import io.nightjar.store.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long a containment takes from its request to its stored outcome, alone and while evidence of
 * the same container is collected without end. Run by hand, as root: a real container, the real
 * store, the real cut of its network and its undo.
 */
final class EvidenceLaneBench {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final GateSettings.Rate UNLIMITED =
      new GateSettings.Rate(1_000_000, Duration.ofSeconds(1));
  private static final PodLookup NO_PODS =
      new PodLookup() {
        @Override
        public Optional<PodInfo> byUid(String podUid) {
          return Optional.empty();
        }

        @Override
        public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
          return Optional.empty();
        }

        @Override
        public List<PodInfo> ofWorkload(String workloadUid) {
          return List.of();
        }
      };

  private final Victim victim = ContainerMachine.victim();
  private final BlockingQueue<Response> ended = new LinkedBlockingQueue<>();
  private volatile boolean saturated;
  private final AtomicLong collected = new AtomicLong();

  private EvidenceLaneBench() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
    new EvidenceLaneBench().run(rounds);
  }

  private void run(int rounds) throws Exception {
    Path folder = Files.createTempDirectory("nightjar-lane-bench");
    try (PodContainer container = PodContainer.start(ContainerMachine.required(), victim, false);
        StateDirectory state = StateDirectory.open(folder);
        Database database = Database.open(state)) {
      NodeControls node =
          NodeParts.controls(
              "node-1",
              state.path(),
              NO_PODS,
              NodeParts.evidence(
                  "node-1",
                  new EvidenceConfig(null, 1 << 26, 60, Duration.ofHours(1), null),
                  state.path(),
                  CLOCK));
      Map<String, Action> actions =
          Map.of(IsolatePodOnNode.ID, new IsolatePodOnNode(node.network()));
      try (ResponseDesk desk = desk(state, database, actions)) {
        for (int round = 0; round < 3; round++) {
          saturated = false;
          measure("alone", desk, round == 0 ? 50 : rounds);
          saturated = true;
          // as many at a time as the lane lets run
          for (int i = 0; i < ResponderSettings.DEFAULTS.parallelLooks(); i++) {
            Thread.ofPlatform().daemon().start(() -> collect(node));
          }
          measure("beside saturated evidence", desk, round == 0 ? 50 : rounds);
        }
        saturated = false;
      }
      System.out.println(collected + " collections of " + container.cgroup().path());
    }
  }

  private ResponseDesk desk(StateDirectory state, Database database, Map<String, Action> actions) {
    Map<String, ActionDescriptor> descriptors =
        actions.values().stream()
            .map(Action::descriptor)
            .collect(Collectors.toMap(ActionDescriptor::id, one -> one));
    Gate gate =
        new Gate(
            GateSettings.of(Mode.ENFORCE).with(new GateSettings.Rates(UNLIMITED, UNLIMITED)),
            new KillSwitch(state.path(), false, database, CLOCK),
            descriptors,
            TargetLookup.of(NO_PODS),
            CLOCK);
    ResponseDesk desk =
        new ResponseDesk(database, gate, actions, ResponderSettings.DEFAULTS, CLOCK);
    desk.listen(
        new ResponseListener() {
          @Override
          public void changed(Response response, @Nullable ResponseState previous) {
            switch (response.state()) {
              case SUCCEEDED, UNDONE, FAILED, DENIED, AWAITING_APPROVAL, NOTHING_TO_DO ->
                  ended.add(response);
              default -> {}
            }
          }

          @Override
          public void escalated(Response response) {}
        });
    desk.start();
    return desk;
  }

  private void measure(String what, ResponseDesk desk, int rounds) throws InterruptedException {
    long[] micros = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long began = System.nanoTime();
      String id = "r-" + Long.toString(began, 36);
      desk.request(request(id, IsolatePodOnNode.ID, pod(), Parameters.NONE));
      Response done = take();
      micros[i] = (System.nanoTime() - began) / 1_000;
      if (done.state() != ResponseState.SUCCEEDED) {
        throw new IllegalStateException(done.toString());
      }
      desk.undo(id, "bench", "");
      take();
    }
    Arrays.sort(micros);
    System.out.printf(
        "%-28s n=%d p50 %d us, p90 %d us, p99 %d us, max %d us%n",
        what,
        rounds,
        micros[rounds / 2],
        micros[rounds * 9 / 10],
        micros[rounds * 99 / 100],
        micros[rounds - 1]);
  }

  private Response take() throws InterruptedException {
    Response response = ended.poll(30, TimeUnit.SECONDS);
    if (response == null) {
      throw new IllegalStateException("no answer in 30 s");
    }
    return response;
  }

  private PodTarget pod() {
    return new PodTarget("shop", "checkout-1", victim.podUid());
  }

  private void collect(NodeControls node) {
    while (saturated) {
      collected.incrementAndGet();
      node.evidence()
          .collect(
              new EvidenceSource.Order(
                  "e-" + Thread.currentThread().threadId(),
                  new ContainerTarget(
                      "node-1", victim.containerId(), victim.podUid(), "shop", "web-1", "web"),
                  List.of(
                      "processes", "open-files", "sockets", "environment", "maps", "changed-files"),
                  Map.of()));
    }
  }

  private static ResponseRequest request(
      String id, String action, Target target, Parameters parameters) {
    Instant now = CLOCK.instant();
    return new ResponseRequest(
        id,
        "bench",
        "by hand",
        action,
        target,
        parameters,
        "bench",
        List.of(id),
        now,
        now,
        null,
        null);
  }
}
