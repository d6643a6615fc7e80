package io.nightjar.signin;

import io.nightjar.audit.AuditDraft;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who came, who went and who was kept out, in the audit log. Failures are counted, and written at
 * most once a minute: whoever is kept out must not be able to fill the log. Thread safe.
 */
public final class SignInTrail {

  private static final Duration COUNTED_FOR = Duration.ofMinutes(1);
  private static final int ADDRESSES_COUNTED = 200;
  private static final int ADDRESSES_TOLD = 5;
  private static final String OTHERS = "others";

  private final Consumer<AuditDraft> log;
  private final InstantSource clock;
  private final Map<String, Long> byAddress = new TreeMap<>();
  private final Map<String, Long> byWay = new TreeMap<>();
  private @Nullable Instant toldAt;

  /**
   * @param log writes one leaf; returns when it is durable
   */
  public SignInTrail(Consumer<AuditDraft> log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  void signedIn(Person person, String address) {
    log.accept(leaf("person.signed-in", person).with("address", address));
  }

  void signedOut(Person person) {
    log.accept(leaf("person.signed-out", person));
  }

  private AuditDraft leaf(String kind, Person person) {
    return AuditDraft.of(clock.instant(), kind, null, "person:" + person.name())
        .with("vouchedBy", person.vouchedBy())
        .with("groups", person.groups().stream().sorted().collect(Collectors.joining(",")));
  }

  /**
   * Somebody could not prove who they are.
   *
   * @param way how they tried: {@code link}, {@code kubernetes}, {@code oidc}, {@code bearer}
   */
  void failed(String way, String address) {
    synchronized (this) {
      byWay.merge(way, 1L, Long::sum);
      boolean room = byAddress.containsKey(address) || byAddress.size() < ADDRESSES_COUNTED;
      byAddress.merge(room ? address : OTHERS, 1L, Long::sum);
    }
    tell();
  }

  /** Writes what was counted, once its minute is over; to be called every few seconds. */
  public void tell() {
    AuditDraft leaf = due(false);
    if (leaf != null) {
      log.accept(leaf);
    }
  }

  /** Writes what was counted so far. */
  public void tellAll() {
    AuditDraft leaf = due(true);
    if (leaf != null) {
      log.accept(leaf);
    }
  }

  /** The first failure after a quiet time is due at once, so that a crash cannot hide it. */
  private synchronized @Nullable AuditDraft due(boolean now) {
    Instant time = clock.instant();
    Instant before = toldAt;
    if (byWay.isEmpty() || (!now && before != null && time.isBefore(before.plus(COUNTED_FOR)))) {
      return null;
    }
    AuditDraft leaf =
        AuditDraft.of(time, "sign-in.failed", null, AuditDraft.NIGHTJAR)
            .with("count", byWay.values().stream().mapToLong(Long::longValue).sum())
            .with("ways", words(byWay))
            .with("addresses", byAddress.size())
            .with("most", words(most()));
    toldAt = time;
    byWay.clear();
    byAddress.clear();
    return leaf;
  }

  private Map<String, Long> most() {
    return byAddress.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(ADDRESSES_TOLD)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
  }

  private static String words(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> each.getKey() + ": " + each.getValue())
        .collect(Collectors.joining(", "));
  }
}
