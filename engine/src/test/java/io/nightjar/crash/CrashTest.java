package io.nightjar.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a working Nightjar with SIGKILL at every named point and at random instants, again and
 * again on one state directory and one cluster, and compares in the end what it had acknowledged,
 * what is stored and what the cluster was asked to do.
 *
 * <p>{@code -Dnightjar.crash.kills=500} kills so often, {@code -Dnightjar.crash.seed=7} at other
 * instants, {@code -Dnightjar.crash.nights=4} in so many nights at a time.
 */
class CrashTest {

  private static final int KILLS = Integer.getInteger("nightjar.crash.kills", 0);
  private static final long SEED = Long.getLong("nightjar.crash.seed", 20260301);

  /** So many nights go on at the same time, each with a state directory and a cluster. */
  private static final int AT_A_TIME = Integer.getInteger("nightjar.crash.nights", 2);

  private static final int RANDOM_ONES = 4;
  private static final int WRITES = 3;
  private static final int TRIES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  private final Random random = new Random(SEED);
  private final CrashCounts counts = new CrashCounts();
  private final Set<CrashPoint> reached = ConcurrentHashMap.newKeySet();

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
    CrashJvm jvm = CrashJvm.prepare(temp.resolve("jvm"));
    try (CrashNight night = new CrashNight(jvm, temp.resolve("rehearsal"), 1, counts)) {
      night.rehearse();
    }
    List<List<Kill>> plans = new ArrayList<>();
    if (KILLS == 0) {
      List<Kill> once = plan(RANDOM_ONES);
      plans.add(once.subList(0, once.size() / 2));
      plans.add(once.subList(once.size() / 2, once.size()));
    }
    for (int kills = 0; kills < KILLS; kills += plans.getLast().size()) {
      plans.add(plan(RANDOM_ONES * 4));
    }
    try (ExecutorService nights = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<?>> all = new ArrayList<>();
      for (int number = 0; number < plans.size(); number++) {
        Path directory = temp.resolve("night-" + number);
        Deque<Kill> plan = new ArrayDeque<>(plans.get(number));
        all.add(
            nights.submit(
                () -> {
                  try {
                    night(jvm, directory, plan);
                    return null;
                  } catch (Throwable e) {
                    System.out.printf("%s: %s%n", directory, e);
                    throw e;
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      System.out.println(counts);
    }
    assertThat(EnumSet.complementOf(EnumSet.copyOf(reached))).as("never reached").isEmpty();
  }

  private void night(CrashJvm jvm, Path directory, Deque<Kill> plan) throws Exception {
    Map<CrashPoint, Integer> missed = new EnumMap<>(CrashPoint.class);
    try (CrashNight night = new CrashNight(jvm, directory, plan.size(), counts)) {
      while (!plan.isEmpty()) {
        Kill kill = plan.remove();
        boolean got = night.kill(kill);
        if (kill instanceof Kill.AtPoint at) {
          if (got) {
            reached.add(at.point());
          } else if (missed.merge(at.point(), 1, Integer::sum) <= TRIES
              && !reached.contains(at.point())) {
            plan.add(kill); // a machine with much other work; later it may get there
          }
        }
      }
      night.settle();
      NightFacts facts = NightFacts.read(night.state(), night.record().checkpoints());
      new NightCheck(facts, night.record(), night.cluster()).all(counts);
    }
    System.out.printf("%s: all is well, %d kills so far%n", directory, counts.kills());
  }

  /** In the order in which one leaves something behind for the next. */
  private List<Kill> everyPoint() {
    List<Kill> all = new ArrayList<>();
    for (CrashPoint point : CrashPoint.values()) {
      switch (point) {
        case MIGRATION_BEFORE_COMMIT -> {
          all.add(new Kill.AtPoint(point, 1));
          all.add(new Kill.AtPoint(point, 2)); // the first is in force then
        }
        case RECONCILING_BEFORE_CALL -> {
          all.add(new Kill.AtPoint(CrashPoint.INTENT_BEFORE_CALL, 1));
          all.add(new Kill.AtPoint(point, 1));
        }
        case UNDO_TAKEN_UP -> {
          all.add(new Kill.AtPoint(CrashPoint.UNDO_BEFORE_CALL, 1));
          all.add(new Kill.AtPoint(point, 1));
        }
        case BATCH_BEFORE_SEAL,
            BATCH_BEFORE_COMMIT,
            COMMITTED_BEFORE_HEAD,
            HEAD_BEFORE_MOVE,
            COMMITTED_BEFORE_LISTENERS,
            COMMITTED_BEFORE_ANSWER,
            CHANGE_BEFORE_LISTENERS ->
            all.add(new Kill.AtPoint(point, 1 + random.nextInt(20)));
        default -> all.add(new Kill.AtPoint(point, 1));
      }
    }
    for (int number = 1; number <= WRITES; number++) {
      all.add(new Kill.AtWrite(number, true));
      all.add(new Kill.AtWrite(number, false));
    }
    return all;
  }

  private List<Kill> plan(int randomOnes) {
    List<Kill> all = everyPoint();
    for (int i = 0; i < randomOnes; i++) {
      all.add(new Kill.After(200 + random.nextInt(2_500)));
    }
    return all;
  }
}
