package io.nightjar.audit;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An audit record before it has its place in the tree.
 *
 * @param kind {@code response.allowed}, {@code killswitch.engaged} and so on
 * @param actor who did it: {@code person:NAME}, a playbook, or {@code nightjar}
 * @param fields values as {@link CanonicalJson} takes them
 */
public record AuditDraft(
    Instant time,
    String kind,
    @Nullable String responseId,
    String actor,
    SortedMap<String, @Nullable Object> fields) {

  /** The actor of what Nightjar does by itself. */
  public static final String NIGHTJAR = "nightjar";

  public static AuditDraft of(
      Instant time, String kind, @Nullable String responseId, String actor) {
    return new AuditDraft(time, kind, responseId, actor, new TreeMap<>());
  }

  /** Nightjar began to work, with which configuration. */
  public static AuditDraft started(Instant time, String version, String configurationHash) {
    return of(time, "nightjar.started", null, NIGHTJAR)
        .with("version", version)
        .with("configuration", configurationHash);
  }

  /** Another configuration came into force while running. */
  public static AuditDraft configured(Instant time, String configurationHash) {
    return of(time, "configuration.loaded", null, NIGHTJAR)
        .with("configuration", configurationHash);
  }

  public static AuditDraft stopped(Instant time) {
    return of(time, "nightjar.stopped", null, NIGHTJAR);
  }

  public AuditDraft with(String name, @Nullable Object value) {
    TreeMap<String, @Nullable Object> copy = new TreeMap<>(fields);
    copy.put(name, value);
    return new AuditDraft(time, kind, responseId, actor, copy);
  }
}
