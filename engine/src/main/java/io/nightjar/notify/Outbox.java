package io.nightjar.notify;

import io.nightjar.notify.Delivery.State;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people, whatever happens: a notice is in the store before anybody delivers it, and stays
 * until it is delivered, given up or over. Whoever tells does not wait for any of it. Thread safe.
 */
public final class Outbox implements Notifier {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final Duration DELIVERED_KEPT = Duration.ofDays(7);
  private static final Duration DEAD_KEPT = Duration.ofDays(30);
  private static final Duration TOLD_KEPT = Duration.ofDays(30);
  private static final String NO_CHANNEL = "the configuration has no such channel any more";

  private final Database database;
  private final Enclosing enclosing;
  private final InstantSource clock;
  private final List<PostmanThread> threads = new ArrayList<>();
  private final List<PostmanThread> leaving = new ArrayList<>();
  private final Map<String, ChannelCounts> gone = new HashMap<>();
  private volatile Channels inForce;
  private boolean started;
  private boolean closed;

  /**
   * Where notices go, and who brings them there.
   *
   * @param postmen one for each channel
   */
  record Channels(Filing filing, List<Postman> postmen) {
    Channels {
      postmen = List.copyOf(postmen);
    }

    boolean has(String channel) {
      return postmen.stream().anyMatch(postman -> postman.name().equals(channel));
    }
  }

  Outbox(Database database, Channels first, Enclosing enclosing, InstantSource clock) {
    this.database = database;
    this.inForce = first;
    this.enclosing = enclosing;
    this.clock = clock;
  }

  /**
   * Delivers from now on what waits, also what an earlier run left; what waits for a channel that
   * is not there any more is given up.
   */
  public void start(Enclosing.Invitations invitations) {
    enclosing.invite(invitations);
    forget();
    waiting().keySet().stream().filter(name -> !inForce.has(name)).forEach(this::giveUp);
    synchronized (threads) {
      if (!closed) {
        started = true;
        inForce.postmen().forEach(postman -> threads.add(PostmanThread.start(postman, clock)));
      }
    }
  }

  /** Those that bring now. */
  List<Postman> postmen() {
    return inForce.postmen();
  }

  /**
   * Goes on with other channels. One whose postman is the same is not touched; one of the same name
   * goes on with all that waits, once the delivery under way has ended; what waits for one that is
   * gone is given up.
   */
  void use(Channels next) {
    synchronized (threads) {
      List<Postman> before = inForce.postmen();
      inForce = next;
      before.stream()
          .filter(postman -> !next.has(postman.name()))
          .forEach(postman -> gone.put(postman.name(), postman.counts()));
      next.postmen().forEach(postman -> gone.remove(postman.name()));
      if (started && !closed) {
        goOver(next);
      }
    }
  }

  private void goOver(Channels next) {
    leaving.removeIf(PostmanThread::isOver);
    Map<String, PostmanThread> before = new HashMap<>();
    leaving.forEach(thread -> before.put(thread.postman().name(), thread));
    for (PostmanThread thread : List.copyOf(threads)) {
      if (!next.postmen().contains(thread.postman())) {
        String name = thread.postman().name();
        threads.remove(thread);
        leaving.add(thread);
        before.put(name, thread);
        thread.leave(() -> giveUp(name));
      }
    }
    for (Postman postman : next.postmen()) {
      if (threads.stream().noneMatch(thread -> thread.postman() == postman)) {
        threads.add(PostmanThread.start(postman, clock, before.get(postman.name())));
      }
    }
  }

  /** What waits for a channel that is gone, unless it is back by now. */
  private void giveUp(String channel) {
    Instant now = clock.instant();
    int given =
        database.write(
            transaction -> {
              if (inForce.has(channel)) {
                return 0;
              }
              List<Delivery> waiting = DeliveryTable.waitingOn(transaction.connection(), channel);
              for (Delivery each : waiting) {
                Delivery dead =
                    each.with(State.DEAD, each.tries(), each.due(), now, NO_CHANNEL, each.handle());
                DeliveryTable.save(transaction.connection(), dead);
                transaction.record(Filing.dead(dead, now));
              }
              return waiting.size();
            });
    if (given > 0) {
      ChannelCounts counts;
      synchronized (threads) {
        counts = gone.computeIfAbsent(channel, name -> new ChannelCounts());
      }
      for (int i = 0; i < given; i++) {
        counts.add(State.DEAD);
      }
      log.error("{} notices for {} were given up: {}", given, channel, NO_CHANNEL);
    }
  }

  /** Removes what was settled long ago. */
  void forget() {
    Instant now = clock.instant();
    database.write(
        transaction -> {
          var connection = transaction.connection();
          return DeliveryTable.forget(
                  connection, Delivery.State.DELIVERED, now.minus(DELIVERED_KEPT))
              + DeliveryTable.forget(connection, Delivery.State.OVER, now.minus(DELIVERED_KEPT))
              + DeliveryTable.forget(connection, Delivery.State.DEAD, now.minus(DEAD_KEPT))
              + DeliveryTable.forgetTold(connection, now.minus(TOLD_KEPT));
        });
  }

  @Override
  public void tell(Notice notice) {
    if (inForce.postmen().isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    var unused =
        database
            .writeAsync(
                transaction -> {
                  // those in force when it is filed: what is gone by then gets nothing
                  inForce.filing().file(transaction, notice, now);
                  transaction.afterCommit(this::ring);
                  return true;
                })
            .whenComplete(
                (filed, failure) -> {
                  if (failure != null) {
                    unstored(notice, failure);
                  }
                });
  }

  private void unstored(Notice notice, Throwable failure) {
    log.error("a notice could not be stored, it is told from memory: {}", failure.toString());
    Letter letter =
        new Letter(
            notice.id(),
            notice,
            Background.least(notice.kind()),
            "",
            "",
            1,
            List.of(),
            notice.time(),
            null);
    threads().forEach(thread -> thread.unstored(letter));
  }

  private void ring() {
    threads().forEach(PostmanThread::ring);
  }

  private List<PostmanThread> threads() {
    synchronized (threads) {
      return List.copyOf(threads);
    }
  }

  /** Names of the channels, in order. */
  public List<String> channels() {
    return inForce.postmen().stream().map(Postman::name).sorted().toList();
  }

  /**
   * Sends a test notice to one channel.
   *
   * @param who tries it
   * @return its delivery; empty when there is no such channel
   */
  public Optional<Delivery> test(String channel, String who) {
    if (!channels().contains(channel)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Notice test =
        new Notice(
            Notice.Kind.TEST,
            now,
            "",
            "",
            who + " tries this channel",
            "nothing: nothing happened",
            "",
            "./nightjar notify list");
    Delivery made =
        database.write(
            transaction -> {
              transaction.afterCommit(this::ring);
              return inForce.filing().direct(transaction, channel, test, now);
            });
    return Optional.of(made);
  }

  /** One delivery as it is now. */
  public Optional<Delivery> find(String id) {
    return database.read(connection -> DeliveryTable.find(connection, id));
  }

  /** Those whose id begins so, a few at most. */
  public List<Delivery> matching(String prefix) {
    return new DeadLetters(database).matching(prefix);
  }

  /**
   * Tries one anew that was given up.
   *
   * @param id the whole one
   * @return as it waits now; empty when none of that id is dead
   */
  public Optional<Delivery> again(String id, String who) {
    Optional<Delivery> waiting = DeadLetters.again(database, clock, id, who);
    ring();
    return waiting;
  }

  /** Delivered, tried again and given up since the start, and what waits now, by channel. */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>();
    Map<String, Long> waiting = waiting();
    for (Postman postman : inForce.postmen()) {
      String prefix = "notify." + postman.name() + ".";
      counters.put(prefix + "delivered", postman.counts().delivered());
      counters.put(prefix + "retried", postman.counts().retried());
      counters.put(prefix + "dead", postman.counts().dead());
      counters.put(prefix + "waiting", waiting.getOrDefault(postman.name(), 0L));
    }
    return counters;
  }

  private Map<String, Long> waiting() {
    try {
      return database.read(connection -> DeliveryTable.count(connection, Delivery.State.WAITING));
    } catch (StoreException e) {
      return Map.of(); // the status must be told all the same
    }
  }

  /** Letters that were given up since the start, or neither stored nor delivered. */
  @Override
  public long lost() {
    long before;
    synchronized (threads) {
      before = gone.values().stream().mapToLong(ChannelCounts::dead).sum();
    }
    return before
        + inForce.postmen().stream().mapToLong(postman -> postman.counts().dead()).sum()
        + threads().stream().mapToLong(PostmanThread::lost).sum();
  }

  /** The first channel by name whose channel is of that type; null where none is. */
  <C extends Channel> @Nullable C first(Class<C> type) {
    return inForce.postmen().stream()
        .sorted(Comparator.comparing(Postman::name))
        .map(Postman::channel)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElse(null);
  }

  /** Waits a few seconds for what is being delivered; what waits stays in the store. */
  @Override
  public void close() {
    List<PostmanThread> all;
    synchronized (threads) {
      closed = true;
      all = new ArrayList<>(threads);
      all.addAll(leaving);
    }
    all.forEach(PostmanThread::close);
  }
}
