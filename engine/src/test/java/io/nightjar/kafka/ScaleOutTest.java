package io.nightjar.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines on a real broker, each with its own part of the partitions. */
class ScaleOutTest {

  private static final InstantSource CLOCK = InstantSource.system();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir static Path directory;
  private static TestBroker broker;
  private static CompiledPlaybooks playbooks;

  private final String prefix = "t" + NUMBER.incrementAndGet();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Journal journal;

  @BeforeAll
  static void start() throws Exception {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
    broker = new TestBroker(directory.resolve("broker"));
    playbooks = Burst.playbooks(directory.resolve("playbooks"));
  }

  @AfterAll
  static void stop() {
    Awaitility.reset();
    broker.close();
  }

  @BeforeEach
  void open() throws Exception {
    StateDirectory state = StateDirectory.open(directory.resolve(prefix));
    opened.add(state);
    Database database = Database.open(state);
    opened.add(database);
    journal = new Journal(database, CLOCK);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private KafkaSettings settings(String engine) {
    return settings(engine, prefix);
  }

  private static KafkaSettings settings(String engine, String prefix) {
    return new KafkaSettings(
        List.of(broker.address()),
        prefix,
        4,
        1,
        Duration.ofHours(4),
        Duration.ofSeconds(2),
        KafkaSettings.Security.NONE,
        engine);
  }

  private static DecidingEngine.Parts parts() {
    return new DecidingEngine.Parts(
        playbooks, Burst.CALENDARS, CLOCK, CLOCK, SessionLimits.DEFAULT);
  }

  private DecidingEngine deciding(String name) {
    DecidingEngine engine = DecidingEngine.start(settings(name), parts());
    opened.add(engine);
    return engine;
  }

  private KafkaDecider acting(String name) {
    return acting(settings(name));
  }

  private KafkaDecider acting(KafkaSettings settings) {
    KafkaDecider decider =
        new KafkaDecider(
            new KafkaDecider.Parts(
                settings, parts(), journal, new Hearing(), asked -> heard.add(asked.id())));
    opened.add(decider);
    decider.start(PastFacts.of(List.of())).join();
    return decider;
  }

  private static long count(KafkaDecider decider, String name) {
    return decider.counters().getOrDefault(name, -1L);
  }

  private final class Hearing implements DecisionListener {
    @Override
    public void decided(Decision decision, boolean replay) {
      heard.add(Burst.id(decision));
    }
  }

  private static void send(KafkaLog log, List<Detection> detections) {
    for (int i = 0; i < detections.size(); i += 50) {
      log.append(detections.subList(i, Math.min(i + 50, detections.size())));
    }
  }

  @Test
  void enginesThatComeGoAndAreKilledInABurstDecideEverythingOnce() throws Exception {
    KafkaDecider first = acting("one");
    await().until(() -> count(first, "kafka.partitions here") == 5);
    List<Detection> burst = Burst.of(3_200, 80, CLOCK.instant().minusSeconds(60));
    send(first.entrance(), burst.subList(0, 800));
    DecidingEngine second = deciding("two");
    send(first.entrance(), burst.subList(800, 1_600));
    await().until(() -> !second.lags().isEmpty());
    Process third = child("three");
    send(first.entrance(), burst.subList(1_600, 2_000));
    await().until(() -> hasItsPart(third, "three"));
    send(first.entrance(), burst.subList(2_000, 2_400));
    third.destroyForcibly().waitFor();
    send(first.entrance(), burst.subList(2_400, 3_200));
    second.close();
    List<String> expected = Burst.decidedByOne(playbooks, burst);
    assertThat(expected).hasSizeGreaterThan(500);
    await().until(() -> heard.size() >= expected.size());
    assertThat(heard).doesNotHaveDuplicates();
    assertThat(heard).containsExactlyInAnyOrderElementsOf(expected);
    await().until(() -> journal.since(Instant.EPOCH).size() == burst.size());
    // what the second left may have been decided before the first has it
    await().until(() -> count(first, "kafka.partitions here") == 5);
    assertThat(first.losses()).containsEntry("kafka records put aside", 0L);
  }

  private Path log(String child) {
    return directory.resolve(prefix + child + ".log");
  }

  /** Asks it for what waits in its partitions, of which it has none at first. */
  private boolean hasItsPart(Process child, String name) throws IOException {
    child.getOutputStream().write('\n');
    child.getOutputStream().flush();
    return Files.readString(log(name)).lines().anyMatch(line -> line.matches("waiting -?\\d.*"));
  }

  /** An engine that only decides, in a process that can be killed. */
  private Process child(String name) throws IOException {
    Process child =
        DecidingChild.process(broker, prefix, name, directory.resolve("playbooks"), 4)
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile())
            .start();
    opened.add(child::destroyForcibly);
    return child;
  }

  @Test
  void aSessionThatIsRebuiltKnowsWhatHappenedBefore() {
    KafkaDecider acting = acting("acts");
    Instant now = CLOCK.instant();
    acting.entrance().append(List.of(Burst.detection("a", "drop", 1, now.minusSeconds(3))));
    await().until(() -> count(acting, "kafka.detections stored") == 1);
    DecidingEngine other = deciding("other");
    await().until(() -> other.lags().size() >= 2);
    // so that all are with the other one, and those that were with this one are rebuilt there
    acting.close();
    await().until(() -> other.lags().size() == 5);
    KafkaDecider next = acting("next");
    next.entrance().append(List.of(Burst.detection("b", "run", 1, now.minusSeconds(2))));
    await().until(() -> heard.size() == 1);
    other.close();
    next.entrance().append(List.of(Burst.detection("c", "run", 1, now.minusSeconds(1))));
    await().until(() -> heard.size() == 2);
    assertThat(heard).doesNotHaveDuplicates();
    assertThat(next.rebuilt().values()).anyMatch(rebuilt -> rebuilt.facts() > 0);
  }

  @Test
  void whatIsDecidedWhileNobodyActsIsDoneByTheNextAndOnce() {
    KafkaDecider first = acting("first");
    DecidingEngine deciding = deciding("decides");
    first.entrance().append(List.of(Burst.detection("s1", "shell", 1, CLOCK.instant())));
    await().until(() -> heard.size() == 1);
    first.close();
    await().until(() -> deciding.lags().size() == 5);
    try (KafkaLog log = KafkaLog.open(settings("another door"), rule -> false)) {
      log.append(List.of(Burst.detection("s2", "shell", 2, CLOCK.instant())));
    }
    KafkaDecider second = acting("second");
    await().until(() -> heard.size() == 2);
    assertThat(heard).doesNotHaveDuplicates();
    await().until(() -> journal.find("s2").isPresent());
    // told everywhere, because nobody knows whose it is, and said once
    second.offer(SessionFact.of(update()));
    await().until(() -> heard.size() == 3);
    deciding.close();
    second.entrance().append(List.of(Burst.detection("s3", "shell", 3, CLOCK.instant())));
    await().until(() -> heard.size() == 4);
    assertThat(heard).doesNotHaveDuplicates();
  }

  private static ResponseUpdate update() {
    return new ResponseUpdate(
        "r-1",
        "p",
        "r",
        "kubernetes:isolate-pod",
        ResponseState.REVERTED_BY_OTHERS,
        false,
        false,
        "",
        List.of(),
        "pod/uid-pod-9",
        new PodTarget("ns-1", "pod-9", "uid-pod-9"),
        (WorkloadTarget) null,
        List.of(),
        CLOCK.instant());
  }

  @Test
  void whatNobodyCanReadIsPutAsideAndTheRestGoesOn() {
    KafkaDecider acting = acting("acts");
    Clients clients = new Clients(settings("stranger"));
    try (Producer<String, byte[]> stranger = clients.impatientProducer()) {
      Detection like = Burst.detection("x", "shell", 1, CLOCK.instant());
      int place = new Placing(4).of(like);
      for (String poison : List.of("{", "null", "{\"id\":\"x\"}")) {
        var unused =
            stranger.send(
                new ProducerRecord<>(
                    prefix + ".detections",
                    place,
                    "x",
                    poison.getBytes(StandardCharsets.UTF_8),
                    FactLetter.headers(like)));
      }
      var unused =
          stranger.send(new ProducerRecord<>(prefix + ".decisions", 1, "x", new byte[] {1, 2}));
      stranger.flush();
    }
    acting.entrance().append(List.of(Burst.detection("s", "shell", 1, CLOCK.instant())));
    await().until(() -> heard.size() == 1);
    await().until(() -> journal.find("s").isPresent());
    await().until(() -> aside().size() == 4);
    assertThat(aside())
        .allSatisfy(
            letter -> {
              assertThat(letter.headers().lastHeader("nightjar-why").value()).isNotEmpty();
              assertThat(
                      new String(
                          letter.headers().lastHeader("nightjar-from").value(),
                          StandardCharsets.UTF_8))
                  .startsWith(prefix);
            });
    assertThat(acting.losses().get("kafka records put aside")).isGreaterThanOrEqualTo(4);
  }

  private List<ConsumerRecord<String, byte[]>> aside() {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = new Clients(settings("reader")).acting()) {
      TopicPartition partition = new TopicPartition(prefix + ".aside", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  @Test
  void aBrokerThatIsDownTakesNothingAndLosesNothing() {
    KafkaDecider acting = acting("acts");
    acting.entrance().append(List.of(Burst.detection("a", "shell", 1, CLOCK.instant())));
    await().until(() -> heard.size() == 1);
    broker.stop();
    // one of another cluster begins to lead meanwhile
    CompletableFuture<KafkaDecider> beginning =
        CompletableFuture.supplyAsync(
            () -> acting(settings("begins", prefix + "-other")),
            // which has the class loader of this one
            task -> Thread.ofPlatform().start(task));
    Detection refused = Burst.detection("b", "shell", 2, CLOCK.instant());
    assertThatThrownBy(() -> acting.entrance().append(List.of(refused)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Kafka");
    KafkaDecider begun = beginning.join();
    assertThat(begun.troubles().get("kafka")).contains("does not answer");
    broker.startAgain();
    await()
        .ignoreException(StoreException.class)
        .until(() -> acting.entrance().append(List.of(refused)).size() == 1);
    await().until(() -> heard.size() == 2);
    assertThat(heard).doesNotHaveDuplicates();
    await().until(() -> journal.find("b").isPresent());
    Detection late = Burst.detection("c", "shell", 3, CLOCK.instant());
    await()
        .ignoreException(StoreException.class)
        .until(() -> begun.entrance().append(List.of(late)).size() == 1);
    await().until(() -> heard.size() == 3);
    await().until(() -> begun.troubles().isEmpty());
  }

  @Test
  void whatCameBeforeTheFirstEngineIsDecided() {
    try (KafkaLog log = KafkaLog.open(settings("door"), rule -> false)) {
      send(log, Burst.of(300, 30, CLOCK.instant().minusSeconds(5)));
    }
    DecidingEngine engine = deciding("late");
    await().until(() -> engine.lags().size() == 5);
    await().until(() -> engine.lags().values().stream().allMatch(lag -> lag == 0));
    assertThat(engine.sessions().values().stream().mapToInt(s -> s.session().facts()).sum())
        .isGreaterThan(200);
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    deciding("here");
    KafkaSettings other =
        new KafkaSettings(
            List.of(broker.address()),
            prefix,
            9,
            1,
            Duration.ofHours(4),
            Duration.ofSeconds(2),
            KafkaSettings.Security.NONE,
            "other");
    assertThatThrownBy(() -> DecidingEngine.start(other, parts()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has 5 partitions");
  }
}
