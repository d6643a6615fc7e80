package io.nightjar.signin;

import io.nightjar.http.RandomToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that let whoever has them sign in once, for the person at the terminal. The secret
 * stands behind the {@code #}, which browsers send to nobody. Thread safe.
 */
public final class OneTimeLinks {

  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final int AT_MOST = 8;

  private final InstantSource clock;
  private final Map<String, Instant> untilByHash = new LinkedHashMap<>();

  public OneTimeLinks(InstantSource clock) {
    this.clock = clock;
  }

  /** Given out to one person; prints without the secret. */
  public record Issued(String token, Instant until) {

    /**
     * @param base where the server is reached
     */
    public URI at(URI base) {
      String text = base.toString();
      String start = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      return URI.create(start + SignInQuestion.PATH + "#" + token);
    }

    @Override
    public String toString() {
      return "Issued[until=" + until + "]";
    }
  }

  /** A new one; where there are too many, the oldest is good no more. */
  public synchronized Issued issue() {
    Instant now = clock.instant();
    untilByHash.values().removeIf(until -> !now.isBefore(until));
    if (untilByHash.size() >= AT_MOST) {
      untilByHash.remove(untilByHash.keySet().iterator().next());
    }
    Issued issued = new Issued(RandomToken.make(), now.plus(GOOD_FOR));
    untilByHash.put(RandomToken.hash(issued.token()), issued.until());
    return issued;
  }

  /** Uses it up; false when it was used before, is too old, or never was. */
  synchronized boolean redeem(String token) {
    Instant until = untilByHash.remove(RandomToken.hash(token));
    return until != null && clock.instant().isBefore(until);
  }
}
