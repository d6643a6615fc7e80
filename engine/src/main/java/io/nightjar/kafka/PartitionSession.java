package io.nightjar.kafka;

import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionFact;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition that this engine has, and the session that decides on it. What stands before the
 * boundary was decided on before: the session learns it as its past. {@link #take} never waits.
 */
final class PartitionSession implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PartitionSession.class);
  private static final long LOOK_MILLIS = 50;
  private static final int REMEMBERED_IDS = 50_000;

  private final int partition;
  private final Start start;
  private final PlaybookSession session;
  private final DecisionSender decisions;
  private final Aside aside;
  private final BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<ConsumerRecord<String, byte[]>> left = new ArrayDeque<>();
  private final Map<String, Boolean> seen = new Recent();
  private final Map<String, CalendarOpened> openings = new ConcurrentHashMap<>();
  private final Thread thread;
  private long position;
  private long marked;
  private final AtomicInteger learnt = new AtomicInteger();
  private volatile long decidedTo;
  private volatile long rebuildMillis = -1;
  private volatile boolean closed;

  /**
   * Where the session begins.
   *
   * @param from offset of the first record that it gets
   * @param boundary what stands before this offset was decided on
   * @param openings of calendars, known from before {@code from}
   */
  record Start(long from, long boundary, List<CalendarOpened> openings) {}

  private record Batch(List<ConsumerRecord<String, byte[]>> letters, long position) {}

  private static final class Recent extends LinkedHashMap<String, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > REMEMBERED_IDS;
    }
  }

  PartitionSession(
      int partition, Start start, PlaybookSession session, DecisionSender decisions, Aside aside) {
    this.partition = partition;
    this.start = start;
    this.session = session;
    this.decisions = decisions;
    this.aside = aside;
    this.position = start.from();
    this.marked = start.boundary();
    this.decidedTo = start.boundary();
    this.thread = Thread.ofVirtual().name("partition-" + partition).unstarted(this::run);
  }

  PartitionSession started() {
    decisions.remember(session::detection);
    thread.start();
    return this;
  }

  /**
   * @param next offset behind the last of them
   */
  void take(List<ConsumerRecord<String, byte[]>> letters, long next) {
    waiting.addAndGet(letters.size());
    queue.add(new Batch(letters, next));
  }

  private void run() {
    try {
      long begun = System.nanoTime();
      if (!isOver(session.start((PastFacts) this::past))) {
        return;
      }
      rebuildMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      decisions.rebuilt(new Decided.Rebuilt(partition, learnt(), rebuildMillis));
      log.info("partition {}: {} facts learnt in {} ms", partition, learnt(), rebuildMillis);
      live();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return false when this is closed before
   */
  private boolean isOver(CompletableFuture<Void> past) throws InterruptedException {
    while (!closed) {
      try {
        past.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        log.trace("partition {} is still learning", partition);
      } catch (ExecutionException e) {
        throw new IllegalStateException("the past of partition " + partition, e);
      }
    }
    return false;
  }

  private void past(Consumer<SessionFact> taker) {
    for (CalendarOpened opening : start.openings()) {
      openings.put(opening.calendar(), opening);
      taker.accept(SessionFact.of(opening));
    }
    while (!closed && position < start.boundary()) {
      Batch batch = next();
      if (batch == null) {
        continue;
      }
      for (ConsumerRecord<String, byte[]> letter : batch.letters()) {
        if (letter.offset() < start.boundary()) {
          fact(letter).ifPresent(taker);
          learnt.incrementAndGet();
          waiting.decrementAndGet();
        } else {
          left.add(letter);
        }
      }
      position = batch.position();
    }
  }

  private void live() throws InterruptedException {
    while (!closed) {
      for (ConsumerRecord<String, byte[]> letter = left.poll();
          letter != null;
          letter = left.poll()) {
        fact(letter).ifPresent(session::offer);
        waiting.decrementAndGet();
      }
      if (position > marked) {
        mark(position);
      }
      Batch batch = next();
      if (batch != null) {
        left.addAll(batch.letters());
        position = batch.position();
      }
    }
  }

  private @Nullable Batch next() {
    try {
      return queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return null;
    }
  }

  /** What stands before {@code to} counts as decided when the session has done it and told. */
  private void mark(long to) {
    marked = to;
    CompletableFuture<Void> unused =
        session
            .reached()
            .thenCompose(done -> decisions.settled())
            .thenRun(() -> decidedTo = Math.max(decidedTo, to));
  }

  private Optional<SessionFact> fact(ConsumerRecord<String, byte[]> letter) {
    try {
      SessionFact fact = FactLetter.read(letter);
      if (fact.value() instanceof CalendarOpened opened) {
        openings.put(opened.calendar(), opened);
      }
      // what a sender sent again, because it had not heard that it came
      return seen.put(fact.id(), Boolean.TRUE) == null ? Optional.of(fact) : Optional.empty();
    } catch (PoisonedException | RuntimeException e) {
      // whatever somebody wrote there, what stands behind it goes on
      aside.put(letter, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Records that were taken and not given to the session. */
  int waiting() {
    return waiting.get();
  }

  /** All that stands before this offset is decided on, and what was decided is durable. */
  long decidedTo() {
    return decidedTo;
  }

  /** Facts of the past that it has learnt. */
  int learnt() {
    return learnt.get();
  }

  /** How long the session took to learn its past; negative while it does. */
  long rebuildMillis() {
    return rebuildMillis;
  }

  /** The latest beginning of each calendar that its session knows of. */
  List<CalendarOpened> openings() {
    return List.copyOf(openings.values());
  }

  /** Why what was decided could not be handed on; empty where it could. */
  String whyBroken() {
    return decisions.whyBroken();
  }

  PlaybookSession session() {
    return session;
  }

  @Override
  public void close() {
    closed = true;
    session.close();
  }
}
