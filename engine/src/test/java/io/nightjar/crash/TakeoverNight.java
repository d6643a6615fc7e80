package io.nightjar.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CrashChild;
import io.nightjar.audit.AuditLog;
import io.nightjar.http.AnswerTokens;
import io.nightjar.store.LossyLine;
import io.nightjar.store.PostgresServer;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A night of two engines on one database: one leads and is killed or stopped, the other takes over,
 * and a new one stands by, again and again.
 */
final class TakeoverNight implements AutoCloseable {

  private static final long TAKE_OVER_MILLIS = 1_500;
  private static final long FAST_MILLIS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEEN_AT_A_TIME = 10;

  private final CrashJvm jvm;
  private final Path directory;
  private final PostgresServer server;
  private final StoreAddress.Server address;
  private final Random random;
  private final CrashCluster cluster;
  private final CrashCounts counts;
  private final CrashRecord record = new CrashRecord();
  private final List<Script.Seen> toSee = new ArrayList<>();
  private final List<Engine> engines = new ArrayList<>();
  private final List<Times> times = new ArrayList<>();
  private final AtomicLong firstWriteNanos = new AtomicLong();
  private int shown;

  /** From the kill, in milliseconds: until the standby led, was ready, and wrote first (or -1). */
  record Times(String how, long led, long ready, long wrote) {}

  TakeoverNight(
      CrashJvm jvm,
      Path directory,
      PostgresServer server,
      int takeovers,
      Random random,
      CrashCounts counts)
      throws IOException {
    this.jvm = jvm;
    this.directory = Files.createDirectories(directory);
    this.server = server;
    this.address = server.newDatabase();
    this.random = random;
    this.counts = counts;
    int sets = takeovers + 2;
    cluster = new CrashCluster(sets);
    cluster.writeKubeconfig(directory.resolve("kubeconfig"));
    for (int set = 0; set < sets; set++) {
      toSee.addAll(cluster.detections(set));
    }
    Path keys = Files.createDirectories(directory.resolve("keys"));
    io.nightjar.audit.CheckpointSigner.open(keys);
    AnswerTokens.open(keys);
  }

  /** One engine process. */
  final class Engine {
    private final String name;
    private final Path state;
    private final Path log;
    private final LossyLine line;
    private final Process process;
    private final Map<String, CompletableFuture<Long>> words = new ConcurrentHashMap<>();

    private Engine(String name, LossyLine line, Script script) throws IOException {
      this.name = name;
      this.line = line;
      this.state = directory.resolve(name);
      this.log = directory.resolve(name + ".log");
      Path file = directory.resolve(name + ".json");
      script.write(file);
      process =
          jvm.command(
                  CrashChild.class,
                  file.toString(),
                  state.toString(),
                  directory.resolve("kubeconfig").toString(),
                  jvm.playbooks().toString(),
                  jvm.cache().toString())
              .redirectError(log.toFile())
              .start();
      Thread.ofPlatform().daemon().name("hears " + name).start(this::hear);
    }

    private void hear() {
      try (BufferedReader out = process.inputReader()) {
        for (String text = out.readLine(); text != null; text = out.readLine()) {
          CrashRecord.Line line = CrashRecord.Line.parse(text);
          if (line != null) {
            synchronized (record) {
              record.add(line);
            }
            word(line.word()).complete(System.nanoTime());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      word("ended").complete(System.nanoTime());
    }

    private CompletableFuture<Long> word(String word) {
      return words.computeIfAbsent(word, unknown -> new CompletableFuture<>());
    }

    /** Waits for its word, and tells when it came. */
    long await(String word) throws Exception {
      try {
        CompletableFuture<Object> any = CompletableFuture.anyOf(word(word), word("ended"));
        any.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        signal("QUIT");
        TimeUnit.MILLISECONDS.sleep(500);
        throw new AssertionError(name + " did not say " + word + ", see " + log, e);
      }
      if (!word(word).isDone()) {
        throw new AssertionError(name + " ended without saying " + word + ": " + text());
      }
      return word(word).join();
    }

    boolean says(String word, long millis) throws Exception {
      try {
        CompletableFuture<Object> any = CompletableFuture.anyOf(word(word), word("ended"));
        any.get(millis, TimeUnit.MILLISECONDS);
        return word(word).isDone();
      } catch (java.util.concurrent.TimeoutException e) {
        return false;
      }
    }

    private String text() throws IOException {
      return Files.readString(log);
    }

    void signal(String which) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + which, Long.toString(process.pid())).start().waitFor();
    }

    void killAndWait() {
      process.toHandle().destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    int ended() throws InterruptedException {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name + " does not end, see " + log);
      }
      return process.exitValue();
    }
  }

  /** One that is killed at that place once it leads; null for nowhere. */
  Engine start(@Nullable CrashPoint point, boolean goesOn, boolean settles) throws IOException {
    String name = "engine-" + engines.size();
    LossyLine line = LossyLine.to(server.port());
    List<Script.Seen> next = toSee.stream().skip(shown).limit(SEEN_AT_A_TIME).toList();
    // what another engine may not have stored is sent to this one, too, as an agent does
    List<Script.Seen> again = toSee.subList(Math.max(0, shown - SEEN_AT_A_TIME), shown);
    shown = Math.min(toSee.size(), shown + SEEN_AT_A_TIME);
    List<Script.Seen> all = new ArrayList<>(again);
    all.addAll(next);
    Engine engine =
        new Engine(
            name,
            line,
            new Script(
                point,
                1,
                false,
                settles,
                false,
                all,
                new Script.Shared(
                    address.url().replace(":" + server.port() + "/", ":" + line.port() + "/"),
                    name,
                    directory.resolve("keys").toString(),
                    TAKE_OVER_MILLIS,
                    goesOn,
                    random.nextLong(-FAST_MILLIS, FAST_MILLIS))));
    engines.add(engine);
    return engine;
  }

  /** Kills the one that leads there. */
  private void kill(Engine leader, Kill kill, Engine standby) throws Exception {
    AtomicInteger writes = new AtomicInteger();
    AtomicLong killed = new AtomicLong();
    if (kill instanceof Kill.AtWrite write) {
      cluster.watch(
          moment -> {
            if (moment.done() == write.done() && writes.incrementAndGet() == write.number()) {
              killed.set(System.nanoTime());
              leader.killAndWait();
            }
          });
    }
    leader.await("ready");
    leader.says(
        kill instanceof Kill.AtPoint ? Said.AT : "ended",
        kill instanceof Kill.After after ? after.millis() : 8_000);
    if (killed.get() == 0) {
      killed.set(System.nanoTime());
      leader.killAndWait();
    }
    leader.await("ended");
    counts.killed(kill.row());
    note(kill.row(), killed.get(), standby);
  }

  /** Until the standby leads; how long that took is noted. */
  void befall(Engine leader, Trouble trouble, Engine standby) throws Exception {
    switch (trouble) {
      case Trouble.Death death -> kill(leader, death.kill(), standby);
      case Trouble.Partition partition -> {
        leader.await("ready");
        leader.says("ended", partition.millis());
        cutOff(leader, standby);
      }
      case Trouble.ServerCrash crash -> {
        leader.await("ready");
        leader.says("ended", crash.millis());
        if (!restart(leader, standby)) {
          kill(leader, new Kill.After(0), standby);
        }
      }
    }
  }

  /** The one that leads hears and says nothing, is followed, and ends when it hears of it. */
  private void cutOff(Engine leader, Engine standby) throws Exception {
    leader.line.freeze();
    long from = System.nanoTime();
    try {
      note("(cut off)", from, standby);
    } finally {
      leader.line.thaw();
    }
    assertThat(leader.ended()).as(leader.text()).isEqualTo(Script.OVER);
    counts.killed("(cut off)");
  }

  /** Whether the standby was quicker; then the other one ends by itself. */
  private boolean restart(Engine leader, Engine standby) throws Exception {
    long from = System.nanoTime();
    server.crash();
    if (!standby.says("leads", 5_000)) {
      counts.killed("(the database restarts, and the same engine leads on)");
      return false;
    }
    note("(the database restarts)", from, standby);
    assertThat(leader.ended()).as(leader.text()).isEqualTo(Script.OVER);
    counts.killed("(the database restarts, and the other engine leads)");
    return true;
  }

  /** Stops the one that leads, lets the standby take over and finish, and lets it go on. */
  void stopAndGoOn(Engine leader, Engine standby) throws Exception {
    leader.await(Said.AT);
    leader.signal("STOP");
    note("(stopped, and goes on later)", System.nanoTime(), standby);
    standby.await("settled");
    int before = cluster.writes().size();
    leader.signal("CONT");
    assertThat(leader.ended()).as(leader.text()).isEqualTo(Script.OVER);
    assertThat(cluster.writes().stream().skip(before).map(write -> write.about().toString()))
        .as("writes of an engine that was followed")
        .isEmpty();
    counts.killed("(stopped, and goes on later)");
  }

  private void note(String how, long from, Engine standby) throws Exception {
    firstWriteNanos.set(0);
    cluster.watch(
        moment -> {
          if (moment.done()) {
            firstWriteNanos.compareAndSet(0, System.nanoTime());
          }
        });
    long led = standby.await("leads");
    long ready = standby.await("ready");
    standby.says("succeeded", 3_000);
    auditIsWhole(standby);
    long wrote = firstWriteNanos.get();
    times.add(
        new Times(
            how,
            (led - from) / 1_000_000,
            (ready - from) / 1_000_000,
            wrote == 0 ? -1 : (wrote - from) / 1_000_000));
    synchronized (record) {
      // whoever was told while one engine died may be told again by the next
      record.begin(
          times.size(),
          stored(
              standby,
              "SELECT response_id FROM timers WHERE kind = 'ESCALATE'"
                  + " AND fired_millis IS NOT NULL"));
    }
  }

  /** While it works; with what the engines before it have kept as witnesses. */
  private void auditIsWhole(Engine leader) throws IOException {
    synchronized (record) {
      for (Engine each : engines) {
        Path head = each.state.resolve(AuditLog.HEAD_FILE);
        if (Files.exists(head)) {
          record.keep(Files.readString(head));
        }
      }
      assertThat(NightFacts.audit(leader.state, record.checkpoints()).problems()).isEmpty();
    }
  }

  private static Set<String> stored(Engine engine, String sql) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(engine.state)) {
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

  /** What holds when the last one has finished. */
  void check(Engine last) throws Exception {
    last.await("settled");
    last.killAndWait();
    last.await("ended");
    NightFacts facts = NightFacts.read(last.state, record.checkpoints());
    new NightCheck(facts, record, cluster).all(counts);
    Map<String, Integer> epochs = new HashMap<>();
    facts
        .leaves("leader.taken-over")
        .forEach(leaf -> epochs.merge(leaf.fields().path("epoch").asText(), 1, Integer::sum));
    assertThat(epochs).hasSize(times.size() + 1).allSatisfy((epoch, n) -> assertThat(n).isOne());
  }

  List<Times> times() {
    return times;
  }

  @Override
  public void close() {
    for (Engine engine : engines) {
      engine.killAndWait();
      try {
        engine.line.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    cluster.close();
  }
}
