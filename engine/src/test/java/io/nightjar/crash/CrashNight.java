package io.nightjar.crash;

import io.nightjar.CrashChild;
import io.nightjar.audit.AuditLog;
import io.nightjar.store.ReadOnlyDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One night of a Nightjar that is killed again and again, and started again each time on the same
 * state directory and the same cluster.
 */
final class CrashNight implements AutoCloseable {

  static final String NODE = "node-1";

  /** A process that does not get to where it should be killed is killed so long after its start. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** A start takes a second; on a machine with other work it may take its time. */
  private static final Duration STARTING = Duration.ofSeconds(60);

  private static final Duration SETTLING = Duration.ofSeconds(90);
  private static final int SEEN_AT_A_TIME = 10;

  private final CrashJvm jvm;
  private final Path directory;
  private final CrashCluster cluster;
  private final Deque<Script.Seen> toSee = new ArrayDeque<>();
  private final CrashRecord record = new CrashRecord();
  private final CrashCounts counts;
  private final ScheduledExecutorService killer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("killer").unstarted(task));
  private int round;
  private boolean started;

  /**
   * @param kills how many there will be at most
   */
  CrashNight(CrashJvm jvm, Path directory, int kills, CrashCounts counts) throws IOException {
    this.jvm = jvm;
    this.directory = Files.createDirectories(directory);
    this.counts = counts;
    int sets = Math.max(3, kills * 3 / 4);
    this.cluster = new CrashCluster(sets);
    cluster.writeKubeconfig(directory.resolve("kubeconfig"));
    for (int set = 0; set < sets; set++) {
      toSee.addAll(cluster.detections(set));
    }
  }

  Path state() {
    return directory.resolve("state");
  }

  CrashRecord record() {
    return record;
  }

  CrashCluster cluster() {
    return cluster;
  }

  /** Starts it, kills it; says whether the place was reached. */
  boolean kill(Kill kill) throws IOException, InterruptedException {
    CrashPoint point = kill instanceof Kill.AtPoint at ? at.point() : null;
    int visit = kill instanceof Kill.AtPoint at ? at.visit() : 0;
    boolean killSwitch =
        point == CrashPoint.KILL_SWITCH_BEFORE_RECORD
            || point == CrashPoint.KILL_SWITCH_BEFORE_RELEASE;
    if (point == CrashPoint.SECOND_LOOK_BEFORE_CALL) {
      cluster.loseAnAnswer();
    }
    List<Script.Seen> next = next();
    Ended ended = run(new Script(point, visit, killSwitch, false, false, next), kill);
    cluster.repair();
    boolean reached =
        switch (kill) {
          case Kill.AtPoint at -> ended.said().stream().anyMatch(line -> line.is(Said.AT));
          case Kill.AtWrite write -> ended.writes() >= write.number();
          case Kill.After after -> true;
        };
    if (!reached) {
      System.out.printf("%s was not reached, see %s%n", kill, ended.log());
    }
    counts.killed(reached ? kill.row() : "(its point was not reached in time)");
    checkKillSwitch(ended);
    return reached;
  }

  /** A life without a crash, for what the next ones load faster by. */
  void rehearse() throws IOException, InterruptedException {
    run(new Script(null, 0, false, true, true, next()), new Kill.After(-1));
  }

  /** Lets it finish what is under way; then nothing may be missing. */
  void settle() throws IOException, InterruptedException {
    Ended ended = run(new Script(null, 0, false, true, false, next()), new Kill.After(-1));
    if (ended.said().stream().noneMatch(line -> line.is("settled"))) {
      throw new AssertionError("something is stuck; " + ended.log());
    }
  }

  /** What is not stored is sent again, as a sensor that waits for an answer does. */
  private List<Script.Seen> next() {
    Set<String> known = stored("SELECT id FROM detections");
    toSee.removeIf(seen -> known.contains(seen.id()));
    return toSee.stream().limit(SEEN_AT_A_TIME).toList();
  }

  /** How a process ended. */
  private record Ended(List<CrashRecord.Line> said, int writes, Path log) {}

  private Ended run(Script script, Kill kill) throws IOException, InterruptedException {
    round++;
    Path file = directory.resolve("script.json");
    script.write(file);
    Path log = directory.resolve("round-" + round + ".log");
    record.begin(round, halfDone());
    Process child =
        jvm.command(
                CrashChild.class,
                file.toString(),
                state().toString(),
                directory.resolve("kubeconfig").toString(),
                jvm.playbooks().toString(),
                jvm.cache().toString())
            .redirectError(log.toFile())
            .start();
    AtomicInteger writes = new AtomicInteger();
    watch(child, kill, writes);
    var never = killAfter(STARTING, child);
    List<CrashRecord.Line> said = new ArrayList<>();
    try (BufferedReader out = child.inputReader()) {
      for (String text = out.readLine(); text != null; text = out.readLine()) {
        CrashRecord.Line line = CrashRecord.Line.parse(text);
        if (line == null) {
          Files.writeString(log, text + "\n", java.nio.file.StandardOpenOption.APPEND);
          continue;
        }
        said.add(line);
        record.add(line);
        if (line.is("ready")) {
          started = true;
          never.cancel(false);
          never = killAfter(script.settling() ? SETTLING : PATIENCE, child);
        }
        if (line.is(Said.AT) || (line.is("settled") && !script.exits())) {
          kill(child);
        }
      }
    }
    int code = child.waitFor();
    never.cancel(false);
    cluster.watch(moment -> {});
    if (code != (script.exits() ? 0 : 137)) {
      throw new AssertionError("it ended by itself with " + code + ": " + Files.readString(log));
    }
    keepCheckpoint();
    return new Ended(said, writes.get(), log);
  }

  private ScheduledFuture<?> killAfter(Duration pause, Process child) {
    return killer.schedule(
        () -> {
          showThreads(child);
          kill(child);
        },
        pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** What it waits for goes to its log. */
  private static void showThreads(Process child) {
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(child.pid())).start().waitFor();
      TimeUnit.MILLISECONDS.sleep(500);
    } catch (IOException noSuchProgram) {
      System.out.println("no thread dump: " + noSuchProgram.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Process child, Kill kill, AtomicInteger writes) {
    switch (kill) {
      case Kill.AtPoint at -> {}
      case Kill.After after -> {
        if (after.millis() >= 0) {
          var unused = killer.schedule(() -> kill(child), after.millis(), TimeUnit.MILLISECONDS);
        }
      }
      case Kill.AtWrite write ->
          cluster.watch(
              moment -> {
                if (moment.done() == write.done() && writes.incrementAndGet() == write.number()) {
                  kill(child);
                  waitFor(child);
                }
              });
    }
  }

  /** By its handle, which leaves what was said to be read. */
  private static void kill(Process child) {
    child.toHandle().destroyForcibly();
  }

  private static void waitFor(Process child) {
    try {
      child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepCheckpoint() throws IOException {
    Path head = state().resolve(AuditLog.HEAD_FILE);
    if (Files.exists(head)) {
      record.keep(Files.readString(head));
    }
  }

  /** Responses of whose escalation it is not on record that everybody was told. */
  private Set<String> halfDone() {
    return stored(
        "SELECT response_id FROM timers WHERE kind = 'ESCALATE'"
            + " AND fired_millis IS NOT NULL AND done_millis IS NULL");
  }

  /** One column of what is stored now; nothing where the schema is not in force yet. */
  private Set<String> stored(String sql) {
    if (!started) {
      return Set.of();
    }
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state())) {
      return database.read(
          connection -> {
            Set<String> texts = new HashSet<>();
            try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                texts.add(rows.getString(1));
              }
            }
            return texts;
          });
    }
  }

  /** Engaged stays engaged over a crash until its release was on record; then a person looks. */
  private void checkKillSwitch(Ended ended) throws IOException {
    boolean engaged = ended.said().stream().anyMatch(line -> line.is("engaged"));
    boolean released = ended.said().stream().anyMatch(line -> line.is("released"));
    boolean atRecord =
        ended.said().stream()
            .anyMatch(
                line ->
                    line.is(Said.AT)
                        && line.about().equals(CrashPoint.KILL_SWITCH_BEFORE_RECORD.name()));
    Path file = state().resolve(io.nightjar.gate.KillSwitch.FILE);
    if ((atRecord || engaged) && !released && !Files.exists(file)) {
      throw new AssertionError("the kill switch was forgotten");
    }
    if (released && Files.exists(file)) {
      throw new AssertionError("the kill switch was released and is engaged");
    }
    Files.deleteIfExists(file);
  }

  @Override
  public void close() {
    killer.shutdownNow();
    cluster.close();
  }
}
