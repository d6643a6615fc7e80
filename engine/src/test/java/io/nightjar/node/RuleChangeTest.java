package io.nightjar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventHandler;
import io.nightjar.driver.EventSource;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.KernelFilter;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.event.Sensor;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A change of rules loses no event and judges none twice. */
class RuleChangeTest {

  private static final ProcessInfo CAT = ProcessInfo.builder(20, 20).name("cat").build();

  private static RuleSet rules(String name, String... files) {
    String text =
        """
        - rule: %s
          desc: a
          condition: evt.type = openat and (%s)
          output: "%%fd.name"
          priority: NOTICE
        """
            .formatted(
                name,
                String.join(
                    " or ",
                    List.of(files).stream().map(file -> "fd.name startswith " + file).toList()));
    try {
      return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", text)), RuleSettings.DEFAULT);
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    }
  }

  /** What is done, in its order. */
  private static final class Steps implements RuleChange.Driver {
    final List<String> done = new ArrayList<>();
    boolean refuses;

    @Override
    public void send(KernelFilter filter, boolean environment) {
      if (refuses) {
        throw new IllegalStateException("no");
      }
      done.add(
          "send"
              + (sends(filter, "/old/1") ? " old" : "")
              + (sends(filter, "/new/1") ? " new" : "")
              + (environment ? " env" : ""));
    }

    @Override
    public void keepEnvironment(boolean keep) {
      done.add("keep " + keep);
    }

    @Override
    public CompletableFuture<Void> between(Runnable errand) {
      errand.run();
      return CompletableFuture.completedFuture(null);
    }
  }

  private static boolean sends(KernelFilter filter, String file) {
    return filter.sends(opened(new EventEncoder(), 1, file), false);
  }

  private static EventView opened(EventEncoder encoder, long nanos, String file) {
    encoder
        .begin(EventType.OPENAT, nanos)
        .process(CAT)
        .result(3)
        .number(Arg.FLAGS, 0)
        .text(Arg.PATH, file);
    return encoder.view();
  }

  @Test
  void theKernelSendsMoreBeforeTheNewRulesJudgeAndLessAfter() {
    Steps steps = new Steps();
    RuleChange.between(rules("old", "/old/"), rules("new", "/new/"))
        .run(steps, () -> steps.done.add("judge"));
    assertThat(steps.done).containsExactly("send old new", "judge", "send new");
  }

  @Test
  void environmentsAreKeptBeforeARuleAsksForThem() throws RuleErrors {
    RuleSet asks =
        RuleLoader.loadSources(
            List.of(
                new SourceFile(
                    "r.yaml",
                    """
                    - rule: env
                      desc: a
                      condition: evt.type = execve and proc.env contains LD_PRELOAD
                      output: a
                      priority: NOTICE
                    """)),
            RuleSettings.DEFAULT);
    Steps steps = new Steps();
    RuleChange.between(rules("old", "/old/"), asks).run(steps, () -> steps.done.add("judge"));
    assertThat(steps.done).containsExactly("send old env", "keep true", "judge", "send env");
    steps.done.clear();
    RuleChange.between(asks, rules("old", "/old/")).run(steps, () -> steps.done.add("judge"));
    assertThat(steps.done).containsExactly("send old env", "judge", "send old", "keep false");
  }

  @Test
  void aKernelThatRefusesLeavesTheOldRulesInForce() {
    Steps steps = new Steps();
    steps.refuses = true;
    assertThatThrownBy(
            () ->
                RuleChange.between(rules("old", "/old/"), rules("new", "/new/"))
                    .run(steps, () -> steps.done.add("judge")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(steps.done).isEmpty();
  }

  /**
   * A source under load that sends what its filter says, as the kernel does, and numbers what it
   * was asked about; files are read by both sets of rules, which answer with their own name.
   */
  private static final class Numbered implements EventSource {
    final AtomicInteger made = new AtomicInteger();
    private final EventEncoder encoder = new EventEncoder();
    private volatile KernelFilter filter;
    private final int last;

    Numbered(KernelFilter filter, int last) {
      this.filter = filter;
      this.last = last;
    }

    @Override
    public int poll(EventHandler handler, long timeoutMillis) {
      int sent = 0;
      for (int i = 0; i < 64 && made.get() < last; i++) {
        int number = made.incrementAndGet();
        EventView event = opened(encoder, number, "/both/" + number);
        if (filter.sends(event, false)) {
          handler.on(event);
          sent++;
        }
      }
      return sent;
    }

    @Override
    public long losses() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void throughAHundredReloadsUnderLoadEveryEventIsJudgedOnce() {
    RuleSet old = rules("old", "/both/", "/old/");
    RuleSet next = rules("new", "/both/", "/new/");
    int events = 300_000;
    BitSet seen = new BitSet();
    AtomicInteger twice = new AtomicInteger();
    AtomicInteger byOld = new AtomicInteger();
    AtomicInteger judged = new AtomicInteger();
    Detector detector =
        new Detector(
            new RuleEvaluator(old),
            new NoPods(),
            new DetectionBuilder("node-1", new WrittenDirectories(), Duration.ZERO));
    Numbered source = new Numbered(old.kernelFilter(), events);
    try (Sensor sensor =
        new Sensor(
            source,
            ProcessTable.ofEventsAlone(),
            new WrittenDirectories(),
            (event, process) ->
                detector.detect(
                    event,
                    process,
                    detection -> {
                      int number = number(detection);
                      if (seen.get(number)) {
                        twice.incrementAndGet();
                      }
                      seen.set(number);
                      byOld.addAndGet(detection.rule().equals("old") ? 1 : 0);
                      judged.incrementAndGet();
                    }))) {
      sensor.start();
      RuleChange.Driver driver =
          new RuleChange.Driver() {
            @Override
            public void send(KernelFilter filter, boolean environment) {
              source.filter = filter;
            }

            @Override
            public void keepEnvironment(boolean keep) {
              sensor.keepEnvironment(keep);
            }

            @Override
            public CompletableFuture<Void> between(Runnable errand) {
              return sensor.between(errand);
            }
          };
      int changes = 0;
      while (source.made.get() < events || changes < 100) {
        RuleSet from = changes % 2 == 0 ? old : next;
        RuleSet to = changes % 2 == 0 ? next : old;
        RuleChange.between(from, to).run(driver, () -> detector.use(new RuleEvaluator(to)));
        changes++;
      }
      sensor.between(() -> {}).join();
      assertThat(changes).isGreaterThanOrEqualTo(100);
    }
    assertThat(seen.cardinality()).isEqualTo(events);
    assertThat(seen.nextClearBit(1)).isEqualTo(events + 1);
    assertThat(twice.get()).isZero();
    assertThat(judged.get()).isEqualTo(events);
    assertThat(byOld.get()).isBetween(1, events - 1);
  }

  private static int number(Detection detection) {
    return Integer.parseInt(detection.output().replaceFirst("^/both/(\\d+).*$", "$1"));
  }

  private static final class NoPods implements PodLookup {
    @Override
    public Optional<PodInfo> byUid(String uid) {
      return Optional.empty();
    }

    @Override
    public Optional<PodInfo> byContainerId(String id) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return List.of();
    }
  }
}
