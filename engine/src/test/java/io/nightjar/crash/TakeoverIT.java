package io.nightjar.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.store.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two engines on one PostgreSQL: whatever becomes of the one that leads, nothing that was
 * acknowledged is lost and nothing is done twice.
 *
 * <p>{@code -Dnightjar.takeover.kills=50} kills so often, {@code -Dnightjar.takeover.seed=7} at
 * other instants.
 */
class TakeoverIT {

  private static final int KILLS = Integer.getInteger("nightjar.takeover.kills", 0);
  private static final long SEED = Long.getLong("nightjar.takeover.seed", 20260301);
  private static final int A_NIGHT = 8;

  private static final List<CrashPoint> POINTS =
      List.of(
          CrashPoint.INTENT_BEFORE_CALL,
          CrashPoint.LEADING_BEFORE_CALL,
          CrashPoint.ANSWERED_BEFORE_OUTCOME,
          CrashPoint.DETECTION_BEFORE_SESSION,
          CrashPoint.ALLOWED_BEFORE_RESPONDER,
          CrashPoint.APPROVED_BEFORE_RESPONDER,
          CrashPoint.FIRST_OF_TWO_AGREED,
          CrashPoint.OUTCOME_WRITTEN,
          CrashPoint.UNDO_BEFORE_CALL,
          CrashPoint.UNDO_ANSWERED_BEFORE_OUTCOME,
          CrashPoint.TIMER_DUE,
          CrashPoint.ESCALATED_BEFORE_TELLING);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  private final CrashCounts counts = new CrashCounts();
  private final List<TakeoverNight.Times> times = new ArrayList<>();

  @Test
  void theStandbyGoesOnWhereTheLeaderDiedOrStoodStill() throws Exception {
    PostgresServer server = PostgresServer.orSkip();
    CrashJvm jvm = CrashJvm.prepare(temp.resolve("jvm"));
    Random random = new Random(SEED);
    try {
      if (KILLS == 0) {
        night(jvm, server, 0, List.of(new Trouble.Death(new Kill.AtWrite(1, false))), random);
      }
      int number = 1;
      for (int done = 0; done < KILLS; done += A_NIGHT) {
        List<Trouble> plan = new ArrayList<>();
        for (int i = 0; i < Math.min(A_NIGHT, KILLS - done); i++) {
          plan.add(any(random));
        }
        night(jvm, server, number++, plan, random);
      }
    } finally {
      System.out.print(counts);
      times.forEach(System.out::println);
    }
    assertThat(times).isNotEmpty();
  }

  private static Trouble any(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Trouble.Partition(random.nextInt(1_500));
      case 1 -> new Trouble.ServerCrash(random.nextInt(1_500));
      default -> new Trouble.Death(death(random));
    };
  }

  private static Kill death(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Kill.After(random.nextInt(1_500));
      case 1 -> new Kill.AtWrite(1 + random.nextInt(3), random.nextBoolean());
      default -> new Kill.AtPoint(POINTS.get(random.nextInt(POINTS.size())), 1);
    };
  }

  private void night(
      CrashJvm jvm, PostgresServer server, int number, List<Trouble> plan, Random random)
      throws Exception {
    try (TakeoverNight night =
        new TakeoverNight(
            jvm, temp.resolve("night-" + number), server, plan.size(), random, counts)) {
      TakeoverNight.Engine leader = night.start(point(plan.getFirst()), false, false);
      leader.await("leads");
      for (int i = 0; i < plan.size(); i++) {
        boolean last = i + 1 == plan.size();
        TakeoverNight.Engine standby =
            last
                ? night.start(CrashPoint.LEADING_BEFORE_CALL, true, false)
                : night.start(point(plan.get(i + 1)), false, false);
        standby.await("standby");
        night.befall(leader, plan.get(i), standby);
        leader = standby;
      }
      TakeoverNight.Engine end = night.start(null, false, true);
      end.await("standby");
      night.stopAndGoOn(leader, end);
      times.addAll(night.times());
      night.check(end);
    }
  }

  private static @org.jspecify.annotations.Nullable CrashPoint point(Trouble trouble) {
    return trouble instanceof Trouble.Death death && death.kill() instanceof Kill.AtPoint at
        ? at.point()
        : null;
  }
}
