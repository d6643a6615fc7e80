package io.nightjar.cli.bench;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionCounts;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponseRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Swaps playbooks in a running session while detections arrive, and counts each of them. Every
 * fifth detection is of a rule that exactly one playbook asks for, once, in a pod of its own: so
 * one that is lost is missing, and one that is judged twice is asked for twice.
 */
final class SwapBench implements AutoCloseable {

  private static final int ASKED_OF = 5;
  private static final String MANIFEST =
      """
      title: a playbook of the benchmark
      why: to be swapped
      owner: benchmark
      mayAsk: ['kubernetes:isolate-pod', 'process:kill']
      """;

  private final Path folder;
  private final Calendars calendars;
  private final int playbooks;
  private final InstantSource clock;
  private final PlaybookSession session;
  private final AtomicIntegerArray asked;
  private final long[] offeredNanos;
  private final List<Long> decidedNanos = new ArrayList<>();
  private final List<Double> latencies = new ArrayList<>();
  private final AtomicLong others = new AtomicLong();
  private int offered;
  private volatile long lastOffered;

  /**
   * One swap.
   *
   * @param compileMillis to read, check and compile all of them
   * @param swapMillis until they were in force
   * @param pauseMillis of that the session's thread took to change over
   * @param gapMillis the longest time between two decisions while they came into force; without a
   *     swap there are gaps too, as other threads want the processors
   */
  record Swap(double compileMillis, double swapMillis, double pauseMillis, double gapMillis) {}

  /**
   * All that was counted.
   *
   * @param expected detections that had to be asked for, once each
   * @param lost of them
   * @param doubled of them
   * @param others asked for that had not to be
   * @param session what it counted: those that no playbook looks at, and those held back as the
   *     same
   */
  record Count(
      int in, int expected, int asked, int lost, int doubled, long others, SessionCounts session) {
    boolean isExact() {
      return lost == 0
          && doubled == 0
          && others == 0
          && session.collapsed() == 0
          && asked + session.passedOver() == in;
    }
  }

  /**
   * @param folder an empty one
   * @param most detections at most
   */
  SwapBench(Path folder, Calendars calendars, int playbooks, int most, InstantSource clock)
      throws IOException, PlaybookErrors, InterruptedException {
    this.folder = folder;
    this.calendars = calendars;
    this.playbooks = playbooks;
    this.clock = clock;
    this.asked = new AtomicIntegerArray(most);
    this.offeredNanos = new long[most];
    this.session =
        new PlaybookSession(
            compile(0),
            calendars,
            clock,
            (decision, replay) -> hear(decision),
            SessionLimits.forHeap(Runtime.getRuntime().maxMemory()));
    session.start(PastFacts.of(List.of())).join();
  }

  /** All of them anew, as their texts differ from those of every other round. */
  CompiledPlaybooks compile(int round) throws IOException, PlaybookErrors {
    for (int i = 0; i < playbooks; i++) {
      Path playbook = Files.createDirectories(folder.resolve("playbooks/swap-" + i));
      Files.writeString(playbook.resolve("playbook.drl"), drl(i, round));
      Files.writeString(playbook.resolve("playbook.yaml"), MANIFEST);
    }
    return new PlaybookCompiler(folder.resolve("cache"), calendars.names())
        .load(folder.resolve("playbooks"));
  }

  private static String drl(int number, int round) {
    return """
    rule "one"
    when
      $d : Detection( rule == "swap %1$d" )
    then
      respond.to($d).isolatePod().because("round %2$d");
    end
    rule "many in one pod"
    when
      $d : Detection( rule == "swap %1$d", $pod : podUid )
      accumulate( Detection( rule == "swap %1$d", podUid == $pod, this before[0s,2m] $d );
                  $n : count(1); $n >= 3 )
    then
      respond.to($d).killProcess().because("round %2$d");
    end
    """
        .formatted(number, round);
  }

  private void hear(Decision decision) {
    if (!(decision instanceof Decision.Asked request)
        || !request.request().playbookRule().equals("one")) {
      others.incrementAndGet();
      return;
    }
    int index = index(request.request());
    asked.incrementAndGet(index);
    long now = System.nanoTime();
    synchronized (decidedNanos) {
      decidedNanos.add(now);
      latencies.add((now - offeredNanos[index]) / 1e6);
    }
  }

  private static int index(ResponseRequest request) {
    return Integer.parseInt(request.detectionIds().getFirst().substring(2));
  }

  /**
   * Offers so many at that rate; on one thread.
   *
   * @param rate a second; 0 for as fast as they are taken
   */
  void offer(int count, int rate) {
    long start = System.nanoTime();
    int first = offered;
    for (; offered < first + count; offered++) {
      if (rate > 0) {
        long due = start + (offered - first) * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      boolean named = offered % ASKED_OF == 0;
      String rule =
          named
              ? "swap " + offered / ASKED_OF % playbooks
              : "A rule that no playbook names " + offered % 40;
      offeredNanos[offered] = System.nanoTime();
      lastOffered = offeredNanos[offered];
      session.offer(BenchDetections.of("d-" + offered, rule, offered, offered, clock.instant()));
    }
  }

  /** Compiles and swaps, on the calling thread as a reload does. */
  Swap swap(int round) throws IOException, PlaybookErrors, InterruptedException {
    long start = System.nanoTime();
    CompiledPlaybooks next = compile(round);
    return swap(next, start);
  }

  Swap swap(CompiledPlaybooks next, long start) throws InterruptedException {
    long compiled = System.nanoTime();
    double pause = session.reload(next).join().toNanos() / 1e6;
    long swapped = System.nanoTime();
    return new Swap(
        (compiled - start) / 1e6,
        (swapped - compiled) / 1e6,
        pause,
        longestGap(compiled, swapped) / 1e6);
  }

  /** The longest time without a decision that lies in or reaches into that time. */
  double longestGap(long from, long to) {
    synchronized (decidedNanos) {
      long last = from;
      long gap = 0;
      for (long each : decidedNanos) {
        if (each >= from && each <= to) {
          gap = Math.max(gap, each - last);
          last = each;
        }
      }
      // where none arrive any more, none can be decided
      return Math.max(gap, Math.min(to, lastOffered) - last);
    }
  }

  /** Milliseconds from the hand-over to the decision, since the last call. */
  double[] latencies() {
    synchronized (decidedNanos) {
      double[] all = latencies.stream().mapToDouble(Double::doubleValue).toArray();
      latencies.clear();
      decidedNanos.clear();
      return all;
    }
  }

  /** Facts that the session remembers. */
  int facts() {
    return session.facts();
  }

  /** What has become of all that were offered, once nothing waits any more. */
  Count count() throws InterruptedException {
    int expected = (offered + ASKED_OF - 1) / ASKED_OF;
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < deadline && (session.waiting() > 0 || total() < expected)) {
      Thread.sleep(5);
    }
    int lost = 0;
    int doubled = 0;
    for (int i = 0; i < offered; i += ASKED_OF) {
      lost += asked.get(i) == 0 ? 1 : 0;
      doubled += asked.get(i) > 1 ? 1 : 0;
    }
    return new Count(offered, expected, total(), lost, doubled, others.get(), session.counts());
  }

  private int total() {
    int total = 0;
    for (int i = 0; i < offered; i++) {
      total += asked.get(i);
    }
    return total;
  }

  @Override
  public void close() {
    session.close();
  }
}
