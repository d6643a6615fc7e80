package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Action;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A whole desk on a real store, with a clock and timers that tests move. */
final class Desk implements AutoCloseable {

  static final ResponderSettings FAST =
      new ResponderSettings(
          Duration.ofSeconds(2),
          3,
          Duration.ofMillis(1),
          4,
          Duration.ofMinutes(1),
          Duration.ofMillis(20));

  static final PodLookup NO_PODS =
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

  final TestState state;
  final ManualClock clock;
  final KillSwitch killSwitch;
  final Gate gate;
  final ResponseDesk desk;
  final Heard heard = new Heard();
  private final ManualTimers timers = new ManualTimers();

  private Desk(
      Path path,
      GateSettings settings,
      ManualClock clock,
      ResponderSettings how,
      Action[] actions) {
    this.state = TestState.open(path);
    this.clock = clock;
    this.killSwitch = new KillSwitch(state.path(), false, state.database(), clock);
    Map<String, Action> byId =
        List.of(actions).stream()
            .collect(Collectors.toMap(action -> action.descriptor().id(), action -> action));
    this.gate =
        new Gate(
            settings,
            killSwitch,
            byId.values().stream()
                .map(Action::descriptor)
                .collect(Collectors.toMap(d -> d.id(), d -> d)),
            TargetLookup.of(NO_PODS),
            clock);
    this.desk =
        new ResponseDesk(
            state.database(),
            gate,
            byId,
            how,
            clock,
            wake -> {
              timers.wake = wake;
              return timers;
            });
    desk.listen(heard);
  }

  static Desk open(Path path, GateSettings settings, ManualClock clock, Action... actions) {
    return open(path, settings, clock, FAST, actions);
  }

  static Desk open(
      Path path,
      GateSettings settings,
      ManualClock clock,
      ResponderSettings how,
      Action... actions) {
    Desk opened = new Desk(path, settings, clock, how, actions);
    opened.desk.start();
    return opened;
  }

  static Desk open(Path path, Action... actions) {
    return open(path, GateSettings.of(Mode.ENFORCE), new ManualClock(), actions);
  }

  /** Moves the clock and fires what is due then, in order. */
  void advance(Duration by) {
    clock.advance(by);
    timers.fireDue(clock);
  }

  /** Fires once more what fired before, as a scheduler may. */
  void fireAgain() {
    Consumer<Timer> to = timers.wake;
    assertThat(to).isNotNull();
    timers.fired.forEach(to);
  }

  Response await(String id, ResponseState state) {
    Awaitility.await().until(() -> now(id).state() == state);
    return now(id);
  }

  /** Waits until it succeeded and everybody who listens knows. */
  Response succeeded(String id) {
    Awaitility.await()
        .until(() -> heard.changes.contains(id + " EXECUTING " + ResponseState.SUCCEEDED));
    return now(id);
  }

  Response now(String id) {
    return desk.find(id).orElseThrow();
  }

  List<String> kinds(String id) {
    return desk.history(id).stream().map(record -> record.kind()).toList();
  }

  /** Closes, then checks the audit log. */
  @Override
  public void close() {
    desk.close();
    state.close();
    assertThat(TestState.verify(state.path()).problems()).isEmpty();
  }

  static final class ManualTimers implements Timers {
    private final SortedMap<Long, Timer> waiting = new ConcurrentSkipListMap<>();
    private final List<Timer> fired = new CopyOnWriteArrayList<>();
    private volatile @Nullable Consumer<Timer> wake;

    @Override
    public void schedule(Timer timer) {
      waiting.put(timer.id(), timer);
    }

    @Override
    public void cancel(long timerId) {
      waiting.remove(timerId);
    }

    @Override
    public void close() {
      waiting.clear();
    }

    void fireDue(ManualClock clock) {
      SortedMap<String, Timer> due = new TreeMap<>();
      waiting.values().stream()
          .filter(timer -> !timer.due().isAfter(clock.instant()))
          .forEach(timer -> due.put(timer.due() + " " + timer.id(), timer));
      Consumer<Timer> to = wake;
      assertThat(to).isNotNull();
      for (Timer timer : due.values()) {
        waiting.remove(timer.id());
        fired.add(timer);
        to.accept(timer);
      }
    }
  }

  static final class Heard implements ResponseListener {
    final List<String> changes = new CopyOnWriteArrayList<>();
    final List<String> escalations = new CopyOnWriteArrayList<>();
    final List<String> troubles = new CopyOnWriteArrayList<>();
    final List<String> waits = new CopyOnWriteArrayList<>();

    @Override
    public void changed(Response response, @Nullable ResponseState previous) {
      changes.add(response.id() + " " + previous + " " + response.state());
    }

    @Override
    public void escalated(Response response) {
      escalations.add(response.id());
    }

    @Override
    public void waits(Response response, String words, boolean lasting) {
      waits.add(response.id() + " " + words + (lasting ? "!" : ""));
    }

    @Override
    public void troubled(Response response, String words) {
      troubles.add(response.id() + " " + words);
    }
  }
}
