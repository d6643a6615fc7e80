package io.nightjar.notify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person should know; plain text, in which attacker-chosen names may stand.
 *
 * @param responseId id of the response it is about, or empty
 * @param happened what happened: the target and the playbook's reason
 * @param done what Nightjar did, or why it did nothing
 * @param asked what is asked of the reader, or empty
 * @param command the exact command to type, or empty
 * @param links for each person who may answer, the address where they can; secrets, so that they go
 *     only where that was asked for
 */
public record Notice(
    Kind kind,
    Instant time,
    String responseId,
    String namespace,
    String happened,
    String done,
    String asked,
    String command,
    @JsonIgnore @Nullable Map<String, URI> links) {

  public Notice {
    // read from the feed it has none
    links = links == null ? Map.of() : Map.copyOf(links);
  }

  /** Without links. */
  public Notice(
      Kind kind,
      Instant time,
      String responseId,
      String namespace,
      String happened,
      String done,
      String asked,
      String command) {
    this(kind, time, responseId, namespace, happened, done, asked, command, Map.of());
  }

  /** See {@link #links()}; never null. */
  Map<String, URI> invited() {
    return links == null ? Map.of() : links;
  }

  Notice with(Map<String, URI> forPeople) {
    return new Notice(kind, time, responseId, namespace, happened, done, asked, command, forPeople);
  }

  /** Never tells the links. */
  @Override
  public String toString() {
    return kind + " " + responseId + ": " + happened;
  }

  /** What the notice is about. */
  public enum Kind {
    AWAITING_APPROVAL,
    ESCALATION,
    EXPIRED,
    DENIED,
    EXECUTED,
    FAILED,
    UNDONE,
    UNDO_REFUSED,
    REVERTED_BY_OTHERS,
    TROUBLE,
    SENSOR_LOSS,
    ALERTS_LOST,
    PAGE
  }
}
