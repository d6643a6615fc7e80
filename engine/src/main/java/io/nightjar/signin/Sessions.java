package io.nightjar.signin;

import io.nightjar.http.RandomToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in. A session ends when it was not used for a while, when its time is over, or when
 * Nightjar does: they are kept in memory, by the hashes of their ids. Thread safe.
 */
public final class Sessions {

  private static final int SESSIONS_AT_MOST = 1_000;
  private static final int OF_ONE_PERSON_AT_MOST = 20;

  private final Duration idle;
  private final Duration atMost;
  private final InstantSource clock;
  private final Map<String, Session> byHash = new HashMap<>();

  private static final class Session {
    private final Person person;
    private final Instant until;
    private Instant used;

    Session(Person person, Instant until, Instant used) {
      this.person = person;
      this.until = until;
      this.used = used;
    }
  }

  /**
   * @param idle a session that was not used for so long is over
   * @param atMost so is one that is so old
   */
  public Sessions(Duration idle, Duration atMost, InstantSource clock) {
    this.idle = idle;
    this.atMost = atMost;
    this.clock = clock;
  }

  /**
   * Begins a session; where there are too many, the one that was unused the longest ends.
   *
   * @param until when the proof of who it is ends; later than a session may last for never
   * @return its id, for the person's cookie alone
   */
  public synchronized String create(Person person, Instant until) {
    Instant now = clock.instant();
    expire(now);
    while (byHash.values().stream().filter(each -> same(each.person, person)).count()
        >= OF_ONE_PERSON_AT_MOST) {
      endStalest(person);
    }
    if (byHash.size() >= SESSIONS_AT_MOST) {
      endStalest(null);
    }
    Instant latest = now.plus(atMost);
    String id = RandomToken.make();
    byHash.put(
        RandomToken.hash(id), new Session(person, until.isBefore(latest) ? until : latest, now));
    return id;
  }

  /** Whose session it is; being asked for is using it. */
  public synchronized Optional<Person> find(String id) {
    Instant now = clock.instant();
    Session session = byHash.get(RandomToken.hash(id));
    if (session == null) {
      return Optional.empty();
    }
    if (over(session, now)) {
      byHash.remove(RandomToken.hash(id));
      return Optional.empty();
    }
    session.used = now;
    return Optional.of(session.person);
  }

  /** Ends it; whose it was. */
  public synchronized Optional<Person> end(String id) {
    Session session = byHash.remove(RandomToken.hash(id));
    return session == null || over(session, clock.instant())
        ? Optional.empty()
        : Optional.of(session.person);
  }

  /** How many people's browsers are signed in now. */
  public synchronized int size() {
    expire(clock.instant());
    return byHash.size();
  }

  private boolean over(Session session, Instant now) {
    return !now.isBefore(session.until) || !now.isBefore(session.used.plus(idle));
  }

  private void expire(Instant now) {
    byHash.values().removeIf(session -> over(session, now));
  }

  private static boolean same(Person one, Person other) {
    return one.name().equals(other.name()) && one.vouchedBy().equals(other.vouchedBy());
  }

  private void endStalest(@Nullable Person of) {
    byHash.values().stream()
        .filter(each -> of == null || same(each.person, of))
        .min(Comparator.comparing(each -> each.used))
        .ifPresent(byHash.values()::remove);
  }
}
