package io.nightjar.notify;

import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
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

  private final Database database;
  private final Filing filing;
  private final Enclosing enclosing;
  private final InstantSource clock;
  private final List<Postman> postmen;
  private final List<PostmanThread> threads = new ArrayList<>();
  private volatile boolean closed;

  Outbox(
      Database database,
      Filing filing,
      Enclosing enclosing,
      List<Postman> postmen,
      InstantSource clock) {
    this.database = database;
    this.filing = filing;
    this.enclosing = enclosing;
    this.postmen = List.copyOf(postmen);
    this.clock = clock;
  }

  /** Delivers from now on what waits, also what an earlier run left. */
  public void start(Enclosing.Invitations invitations) {
    enclosing.invite(invitations);
    forget();
    synchronized (threads) {
      if (!closed) {
        postmen.forEach(postman -> threads.add(PostmanThread.start(postman, clock)));
      }
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
    if (postmen.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    var unused =
        database
            .writeAsync(
                transaction -> {
                  filing.file(transaction, notice, now);
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
    return postmen.stream().map(Postman::name).sorted().toList();
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
              return filing.direct(transaction, channel, test, now);
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
    for (Postman postman : postmen) {
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
    return postmen.stream().mapToLong(postman -> postman.counts().dead()).sum()
        + threads().stream().mapToLong(PostmanThread::lost).sum();
  }

  /** The first channel by name whose channel is of that type; null where none is. */
  <C extends Channel> @Nullable C first(Class<C> type) {
    return postmen.stream()
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
    closed = true;
    threads().forEach(PostmanThread::close);
  }
}
