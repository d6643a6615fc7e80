package io.nightjar.signin;

import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Slows down who guesses: after a few failures an address has to wait, twice as long after each
 * more, and so have all strangers together after many. Whoever is signed in already is not asked
 * here. Thread safe; remembers a bounded number of addresses.
 */
public final class Attempts {

  private static final int OF_ONE_ADDRESS = 5;
  private static final int IN_ALL = 200;
  private static final int ADDRESSES_AT_MOST = 10_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int DOUBLED_AT_MOST = 6;
  private static final int ALL_DOUBLED_AT_MOST = 2;

  private final InstantSource clock;
  private final LongAdder failures = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final Failures all = new Failures(IN_ALL, ALL_DOUBLED_AT_MOST);
  private final Map<String, Failures> byAddress =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > ADDRESSES_AT_MOST;
        }
      };

  public Attempts(InstantSource clock) {
    this.clock = clock;
  }

  /** How often somebody failed in a row, and until when no other try is looked at. */
  private static final class Failures {
    private final int free;
    private final int doubledAtMost;
    private int count;
    private Instant last = Instant.MIN;
    private Instant pauseUntil = Instant.MIN;

    Failures(int free, int doubledAtMost) {
      this.free = free;
      this.doubledAtMost = doubledAtMost;
    }

    void add(Instant now) {
      if (!now.isBefore(last.plus(FORGOTTEN_AFTER))) {
        count = 0;
      }
      count++;
      last = now;
      int beyond = count - free;
      if (beyond >= 0) {
        pauseUntil = now.plus(FIRST_PAUSE.multipliedBy(1L << Math.min(beyond, doubledAtMost)));
      }
    }
  }

  /**
   * @throws Rejection with status 429 while that address, or all, have to wait
   */
  synchronized void check(String address) {
    Instant now = clock.instant();
    Instant until = all.pauseUntil;
    Failures own = byAddress.get(network(address));
    if (own != null && own.pauseUntil.isAfter(until)) {
      until = own.pauseUntil;
    }
    if (now.isBefore(until)) {
      turnedAway.increment();
      throw new Rejection(
          Problem.tooMany(
              "too many failed sign-ins; try again in "
                  + (Duration.between(now, until).toSeconds() + 1)
                  + " s"));
    }
  }

  synchronized void failed(String address) {
    failures.increment();
    Instant now = clock.instant();
    all.add(now);
    byAddress
        .computeIfAbsent(network(address), each -> new Failures(OF_ONE_ADDRESS, DOUBLED_AT_MOST))
        .add(now);
  }

  synchronized void succeeded(String address) {
    byAddress.remove(network(address));
  }

  /** How many tries failed since the start. */
  public long failures() {
    return failures.sum();
  }

  /** How many were not looked at because their sender had to wait. */
  public long turnedAway() {
    return turnedAway.sum();
  }

  /** Of an IPv6 address the first 64 bits: whoever has one has all with the same. */
  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // with a colon it is never a name, so nothing is looked up
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
