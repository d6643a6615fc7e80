package io.nightjar.notify;

import io.nightjar.audit.AuditDraft;
import io.nightjar.notify.Delivery.State;
import io.nightjar.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what waits on one channel, one after the other, urgent ones first. A try is counted in the
 * store before it is made, what became of it after; so a letter that is there may come once more
 * after a crash, and none is lost. Used by one thread.
 */
final class Postman {

  private static final Logger log = LoggerFactory.getLogger(Postman.class);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int LINKS_KEPT = 1_000;

  private final Walk walk;
  private final String name;
  private final Channel channel;
  private final RetryPlan plan;
  private final int perMinute;
  private final Database database;
  private final Enclosing enclosing;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Deque<Instant> sent = new ArrayDeque<>();
  private final Map<String, Letter.Enclosed> enclosed = new HashMap<>();
  private final ChannelCounts counts;

  /**
   * What one brings where.
   *
   * @param perMinute more messages wait
   * @param edition what the channel is made of; one with an equal edition does the same
   * @param counts of everything that went or goes by this name
   */
  record Walk(
      String name,
      Channel channel,
      RetryPlan plan,
      int perMinute,
      Object edition,
      ChannelCounts counts) {}

  Postman(
      Walk walk,
      Database database,
      Enclosing enclosing,
      InstantSource clock,
      RandomGenerator random) {
    this.walk = walk;
    this.name = walk.name();
    this.channel = walk.channel();
    this.plan = walk.plan();
    this.perMinute = walk.perMinute();
    this.counts = walk.counts();
    this.database = database;
    this.enclosing = enclosing;
    this.clock = clock;
    this.random = random;
  }

  Object edition() {
    return walk.edition();
  }

  /**
   * Goes on in the place of one that has ended: at its pace, with the links that it gave out. What
   * failed there is tried at once, for the reason may be gone.
   */
  void succeed(Postman before) {
    sent.addAll(before.sent);
    enclosed.putAll(before.enclosed);
    Instant now = clock.instant();
    int unused =
        database.write(transaction -> DeliveryTable.hurry(transaction.connection(), name, now));
  }

  String name() {
    return name;
  }

  Channel channel() {
    return channel;
  }

  ChannelCounts counts() {
    return counts;
  }

  /**
   * Brings the next one, if one is due.
   *
   * @return when to come again; a past instant for at once
   */
  Instant step() throws InterruptedException {
    Instant now = clock.instant();
    Instant free = freeAt(now);
    if (free.isAfter(now)) {
      return free;
    }
    Delivery next =
        database.read(connection -> DeliveryTable.next(connection, name, now)).orElse(null);
    if (next == null) {
      return now.plus(IDLE);
    }
    if (next.due().isAfter(now)) {
      return next.due();
    }
    Optional<Delivery> claimed = claim(next.id());
    if (claimed.isPresent()) {
      sent.addLast(now);
      bring(claimed.get());
    }
    return now;
  }

  private Instant freeAt(Instant now) {
    while (!sent.isEmpty() && !sent.getFirst().plus(WINDOW).isAfter(now)) {
      sent.removeFirst();
    }
    return sent.size() < perMinute ? now : sent.getFirst().plus(WINDOW);
  }

  /** Counts the try, after which nothing more is put into the letter. */
  private Optional<Delivery> claim(String id) {
    return database.write(
        transaction -> {
          Connection connection = transaction.connection();
          Delivery waiting = DeliveryTable.find(connection, id).orElse(null);
          if (waiting == null || waiting.state() != State.WAITING) {
            return Optional.empty();
          }
          Delivery tried =
              waiting.with(
                  State.WAITING,
                  waiting.tries() + 1,
                  waiting.due(),
                  clock.instant(),
                  waiting.why(),
                  waiting.handle());
          DeliveryTable.save(connection, tried);
          return Optional.of(tried);
        });
  }

  private void bring(Delivery delivery) throws InterruptedException {
    Sent result = send(delivery.letter().with(enclosed(delivery)));
    settle(delivery, result);
  }

  private Sent send(Letter letter) throws InterruptedException {
    try {
      return channel.send(letter);
    } catch (RuntimeException e) {
      // its message may hold an address
      log.error("channel {} failed on {}: {}", name, letter.id(), e.getClass().getName());
      return new Sent.Again("the channel failed: " + e.getClass().getSimpleName(), null);
    }
  }

  private Letter.Enclosed enclosed(Delivery delivery) {
    Letter.Enclosed known = enclosed.get(delivery.id());
    if (known == null) {
      known = enclosing.of(delivery, channel.takesAllLinks());
      if (enclosed.size() < LINKS_KEPT) {
        enclosed.put(delivery.id(), known);
      }
    }
    String topic = delivery.letter().topic();
    String thread =
        topic.isEmpty()
            ? ""
            : database.read(
                connection -> DeliveryTable.thread(connection, name, delivery.person(), topic));
    String message = delivery.form() == Delivery.Form.CHANGE ? delivery.handle() : "";
    return new Letter.Enclosed(known.links(), known.page(), message, thread);
  }

  private void settle(Delivery tried, Sent result) {
    Instant now = clock.instant();
    Delivery after =
        switch (result) {
          case Sent.Delivered delivered ->
              tried.with(
                  State.DELIVERED,
                  tried.tries(),
                  tried.due(),
                  now,
                  "",
                  delivered.handle().isEmpty() ? tried.handle() : delivered.handle());
          case Sent.Refused refused -> dead(tried, refused.why(), now);
          case Sent.Again again -> again(tried, again, now);
        };
    database.write(
        transaction -> {
          // it may have been settled meanwhile: what is over is not tried again
          State is = state(transaction.connection(), tried.id());
          if (is != State.WAITING && after.state() != State.DELIVERED) {
            return false;
          }
          DeliveryTable.save(transaction.connection(), after);
          if (after.state() == State.DEAD) {
            transaction.record(Filing.dead(after, now));
          } else if (after.state() == State.DELIVERED && after.letter().notice().kind().asks()) {
            transaction.record(there(after, now));
          }
          return true;
        });
    tell(after);
  }

  private static @Nullable State state(Connection connection, String id) throws SQLException {
    return DeliveryTable.find(connection, id).map(Delivery::state).orElse(null);
  }

  private void tell(Delivery after) {
    counts.add(after.state());
    if (after.state() != State.WAITING) {
      enclosed.remove(after.id());
    }
    if (after.state() == State.DEAD) {
      log.error(
          "{} gave up {} for {} after {} tries: {}",
          name,
          after.id(),
          after.letter().notice().responseId(),
          after.tries(),
          after.why());
    }
  }

  private Delivery again(Delivery tried, Sent.Again again, Instant now) {
    Instant next = plan.next(tried.tries(), tried.made(), now, again.after(), random);
    return next == null
        ? dead(tried, again.why(), now)
        : tried.with(State.WAITING, tried.tries(), next, now, again.why(), tried.handle());
  }

  private static Delivery dead(Delivery tried, String why, Instant now) {
    return tried.with(State.DEAD, tried.tries(), tried.due(), now, why, tried.handle());
  }

  private static AuditDraft there(Delivery delivery, Instant now) {
    return AuditDraft.of(now, "notice.delivered", delivery.letter().notice().responseId(), "engine")
        .with("delivery", delivery.id())
        .with("channel", delivery.channel())
        .with("person", delivery.person());
  }

  /** One that could not be stored is tried once, as it is. */
  boolean bringUnstored(Letter letter) throws InterruptedException {
    boolean there = send(letter) instanceof Sent.Delivered;
    counts.add(there ? State.DELIVERED : State.DEAD);
    return there;
  }
}
