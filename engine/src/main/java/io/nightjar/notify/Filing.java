package io.nightjar.notify;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Priority;
import io.nightjar.notify.Delivery.Form;
import io.nightjar.notify.Delivery.State;
import io.nightjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns a notice into the deliveries that it needs, in one transaction, once. */
final class Filing {

  /** Beyond so many that wait on one channel, more are given up at once. */
  static final int WAITING_AT_MOST = 10_000;

  private static final String ANSWERED_BEFORE = "it was settled before it could be told";

  private final Routing routing;
  private final Timing timing;
  private final NoticeText text;
  private final Set<String> takeAll;
  private final Set<String> changing;

  /**
   * @param takeAll channels that get every notice by itself, whatever the routes say
   * @param changing channels whose messages can be changed
   */
  Filing(
      Routing routing, Timing timing, NoticeText text, Set<String> takeAll, Set<String> changing) {
    this.routing = routing;
    this.timing = timing;
    this.text = text;
    this.takeAll = Set.copyOf(takeAll);
    this.changing = Set.copyOf(changing);
  }

  void file(Transaction transaction, Notice notice, Instant now) throws SQLException {
    Connection connection = transaction.connection();
    if (!DeliveryTable.told(connection, notice.id(), now)) {
      return;
    }
    Background background = Background.of(connection, notice);
    Notice worded = text.worded(notice, background);
    if (notice.kind().settles() || notice.kind() == Notice.Kind.EXPIRED) {
      settle(connection, worded, background, now);
    }
    if (notice.kind().settles()) {
      return;
    }
    for (String channel : takeAll) {
      single(transaction, new Routing.Target(channel, ""), worded, background, now);
    }
    for (Routing.Target target : routing.of(worded, background.severity(), now)) {
      place(transaction, target, worded, background, now);
    }
  }

  /** To one channel and at once, whatever the routes say. */
  Delivery direct(Transaction transaction, String channel, Notice notice, Instant now)
      throws SQLException {
    Connection connection = transaction.connection();
    Delivery made =
        delivery(
            new Routing.Target(channel, ""),
            notice,
            Background.of(connection, notice),
            Form.SINGLE,
            now,
            now);
    DeliveryTable.insert(connection, made);
    return made;
  }

  private void place(
      Transaction transaction, Routing.Target to, Notice notice, Background background, Instant now)
      throws SQLException {
    Connection connection = transaction.connection();
    if (isRepeated(connection, to, notice, background, now)) {
      return;
    }
    long waiting = DeliveryTable.waiting(connection, to.channel());
    Instant until = timing.collectedUntil(notice.kind(), background.severity(), waiting, now);
    if (until == null) {
      single(transaction, to, notice, background, now);
    } else {
      collect(connection, to, notice, background, until, now);
    }
  }

  private void single(
      Transaction transaction, Routing.Target to, Notice notice, Background background, Instant now)
      throws SQLException {
    Connection connection = transaction.connection();
    Delivery made = delivery(to, notice, background, Form.SINGLE, now, now);
    if (DeliveryTable.waiting(connection, to.channel()) >= WAITING_AT_MOST) {
      String why = "more than " + WAITING_AT_MOST + " wait on this channel";
      made = made.with(State.DEAD, 0, now, now, why, "");
      transaction.record(dead(made, now));
    }
    DeliveryTable.insert(connection, made);
  }

  static AuditDraft dead(Delivery given, Instant now) {
    Notice notice = given.letter().notice();
    return AuditDraft.of(
            now,
            "notice.given-up",
            notice.responseId().isEmpty() ? null : notice.responseId(),
            "engine")
        .with("delivery", given.id())
        .with("channel", given.channel())
        .with("kind", NoticeText.word(notice.kind()))
        .with("tries", Integer.toString(given.tries()))
        .with("why", given.why());
  }

  /** Whether it says what was said just before; then it is counted there. */
  private boolean isRepeated(
      Connection connection, Routing.Target to, Notice notice, Background background, Instant now)
      throws SQLException {
    if (notice.kind().asks() || timing.collapse().isZero()) {
      return false;
    }
    Instant since = now.minus(timing.collapse());
    Optional<Delivery> same =
        DeliveryTable.same(connection, to.channel(), to.person(), notice.sameness(), since);
    if (same.isEmpty()) {
      return false;
    }
    Delivery first = same.get();
    if (first.state() == State.WAITING && first.tries() == 0) {
      DeliveryTable.carry(connection, first.carrying(first.letter().again(notice)));
    } else {
      Instant due = first.changed().plus(timing.collapse());
      DeliveryTable.insert(connection, delivery(to, notice, background, Form.REPEATED, due, now));
    }
    return true;
  }

  private static void collect(
      Connection connection,
      Routing.Target to,
      Notice notice,
      Background background,
      Instant until,
      Instant now)
      throws SQLException {
    String line = Words.line(notice);
    Delivery open = DeliveryTable.collecting(connection, to.channel(), to.person()).orElse(null);
    if (open == null) {
      Delivery made = delivery(to, notice, background, Form.COLLECTED, until, now);
      Letter letter = made.letter();
      DeliveryTable.insert(
          connection,
          made.carrying(
              new Letter(
                  letter.id(),
                  notice,
                  letter.severity(),
                  "",
                  to.person(),
                  1,
                  List.of(line),
                  notice.time(),
                  null)));
    } else {
      Letter more = open.letter().and(notice, background.severity(), line);
      DeliveryTable.carry(connection, open.carrying(more));
    }
  }

  /** What was asked of people is no longer asked: what waits is over, what is there changes. */
  private void settle(Connection connection, Notice notice, Background background, Instant now)
      throws SQLException {
    for (Delivery asked : DeliveryTable.ofResponse(connection, notice.responseId())) {
      if (!asked.letter().notice().kind().asks()) {
        continue;
      }
      if (asked.state() == State.WAITING && notice.kind() != Notice.Kind.ACKNOWLEDGED) {
        DeliveryTable.save(
            connection,
            asked.with(State.OVER, asked.tries(), now, now, ANSWERED_BEFORE, asked.handle()));
      } else if (!asked.handle().isEmpty() && changing.contains(asked.channel())) {
        Routing.Target to = new Routing.Target(asked.channel(), asked.person());
        Delivery change = delivery(to, notice, background, Form.CHANGE, now, now, asked.handle());
        DeliveryTable.insert(connection, change);
      }
    }
  }

  private static Delivery delivery(
      Routing.Target to,
      Notice notice,
      Background background,
      Form form,
      Instant due,
      Instant now) {
    return delivery(to, notice, background, form, due, now, "");
  }

  /**
   * @param changes handle of the message that it changes; or empty
   */
  private static Delivery delivery(
      Routing.Target to,
      Notice notice,
      Background background,
      Form form,
      Instant due,
      Instant now,
      String changes) {
    String id = id(notice.id(), to.channel(), to.person(), changes);
    Priority severity = background.severity();
    return new Delivery(
        id,
        to.channel(),
        to.person(),
        State.WAITING,
        form,
        notice.kind().asks() || severity.atLeast(Priority.CRITICAL),
        notice.sameness(),
        now,
        due,
        now,
        0,
        "",
        changes,
        new Letter(
            id,
            notice,
            severity,
            topic(notice, background),
            to.person(),
            1,
            List.of(),
            notice.time(),
            null));
  }

  private static String id(String... parts) {
    byte[] seed = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    return "m-" + Hash.sha256(seed).hex().substring(0, 16);
  }

  private static String topic(Notice notice, Background background) {
    if (!background.incident().isEmpty()) {
      return background.incident();
    }
    return notice.responseId().isEmpty() ? notice.sameness() : notice.responseId();
  }
}
