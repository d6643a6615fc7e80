package io.nightjar.notify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nightjar.audit.Hash;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
 * @param about what routes and channels need to know of it; null in what an older Nightjar wrote
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
    @Nullable About about,
    @JsonIgnore @Nullable Map<String, URI> links) {

  /**
   * The parts of which the texts are made.
   *
   * @param playbook that asked, {@code person:NAME}, or empty
   * @param action id of the action, or empty
   * @param target on what, for people, or empty
   * @param to groups or people who are asked or told; empty means whoever the routes say
   * @param detectionIds what is behind it
   * @param digest of exactly what would be done, where that is asked; or empty
   * @param step how often it was told before with other people in mind
   */
  public record About(
      String playbook,
      String action,
      String target,
      List<String> to,
      List<String> detectionIds,
      String digest,
      int step) {

    static final About NOTHING = new About("", "", "", List.of(), List.of(), "", 0);

    public About {
      to = List.copyOf(to);
      detectionIds = List.copyOf(detectionIds);
    }
  }

  public Notice {
    // read from the feed it has none
    links = links == null ? Map.of() : Map.copyOf(links);
    about = about == null ? About.NOTHING : about;
  }

  /** About nothing in particular, without links. */
  public Notice(
      Kind kind,
      Instant time,
      String responseId,
      String namespace,
      String happened,
      String done,
      String asked,
      String command) {
    this(
        kind, time, responseId, namespace, happened, done, asked, command, About.NOTHING, Map.of());
  }

  /** See {@link #links()}; never null. */
  Map<String, URI> invited() {
    return links == null ? Map.of() : links;
  }

  /** See {@link #about()}; never null. */
  About subject() {
    return about == null ? About.NOTHING : about;
  }

  Notice with(Map<String, URI> forPeople) {
    return new Notice(
        kind, time, responseId, namespace, happened, done, asked, command, about, forPeople);
  }

  Notice about(About known) {
    return new Notice(
        kind, time, responseId, namespace, happened, done, asked, command, known, links);
  }

  Notice saying(String headline) {
    return new Notice(
        kind, time, responseId, namespace, headline, done, asked, command, about, links);
  }

  /** The same when it is told once more after a crash. */
  String id() {
    // an escalation is told at another instant then
    String when =
        kind == Kind.ESCALATION || kind.settles()
            ? Integer.toString(subject().step())
            : Long.toString(time.toEpochMilli());
    String what = responseId.isEmpty() ? happened + "\n" + done : responseId;
    return "n-" + hash(kind + "\n" + when + "\n" + what);
  }

  /** Notices that say the same to a reader have the same; a question is the same as itself only. */
  String sameness() {
    return kind.asks()
        ? hash(kind + "\n" + id())
        : hash(kind + "\n" + namespace + "\n" + happened + "\n" + done);
  }

  private static String hash(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 24);
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
    PAGE,
    /** A question was answered; goes only where it was asked. */
    ANSWERED,
    /** Somebody looks at a question; goes only where it was asked. */
    ACKNOWLEDGED,
    /** Somebody tries a channel. */
    TEST;

    /** Whether somebody waits for an answer to it. */
    public boolean asks() {
      return this == AWAITING_APPROVAL || this == ESCALATION;
    }

    /** Whether it only changes what was told of a question. */
    boolean settles() {
      return this == ANSWERED || this == ACKNOWLEDGED;
    }
  }
}
