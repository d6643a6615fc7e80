package io.nightjar.notify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nightjar.detect.Priority;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one channel: a notice, or several that were collected.
 *
 * @param id of the delivery: the same at every try
 * @param notice the only one, or the newest of those collected
 * @param topic id of the incident, else of the response, else what makes notices the same: what
 *     belongs into one thread
 * @param person to whom alone it goes; empty where many read the channel
 * @param count how many notices it stands for
 * @param collected one line for each of the first ones, where they were collected; else empty
 * @param since time of the first
 * @param enclosed what is only known when it is sent
 */
public record Letter(
    String id,
    Notice notice,
    Priority severity,
    String topic,
    String person,
    int count,
    List<String> collected,
    Instant since,
    @JsonIgnore @Nullable Enclosed enclosed) {

  /** So many lines are kept; the others are counted. */
  static final int LINES_AT_MOST = 50;

  /**
   * Never stored: it holds secrets, and what the channel gave back before.
   *
   * @param links for each person who may answer
   * @param page where everybody who may sign in sees more; null where nothing serves it
   * @param message handle of the message that this one changes; or empty
   * @param thread handle of the first message of the topic on this channel; or empty
   */
  public record Enclosed(
      Map<String, URI> links, @Nullable URI page, String message, String thread) {

    static final Enclosed NOTHING = new Enclosed(Map.of(), null, "", "");

    public Enclosed {
      links = Map.copyOf(links);
    }

    /** Never tells the links. */
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  public Letter {
    collected = List.copyOf(collected);
    enclosed = enclosed == null ? Enclosed.NOTHING : enclosed;
  }

  /** See {@link #enclosed()}; never null. */
  Enclosed with() {
    return enclosed == null ? Enclosed.NOTHING : enclosed;
  }

  Letter with(Enclosed more) {
    return new Letter(id, notice, severity, topic, person, count, collected, since, more);
  }

  /** The link of the person to whom alone it goes; null where there is none. */
  @Nullable URI ownLink() {
    return person.isEmpty() ? null : with().links().get(person);
  }

  boolean isCollection() {
    return !collected.isEmpty();
  }

  /** One more that says the same. */
  Letter again(Notice newest) {
    return new Letter(
        id, newest, severity, topic, person, count + 1, collected, since, Enclosed.NOTHING);
  }

  /** One more of another kind. */
  Letter and(Notice newest, Priority itsSeverity, String line) {
    List<String> lines = new ArrayList<>(collected);
    if (lines.size() < LINES_AT_MOST) {
      lines.add(line);
    }
    return new Letter(
        id,
        newest,
        itsSeverity.atLeast(severity) ? itsSeverity : severity,
        topic,
        person,
        count + 1,
        lines,
        since,
        Enclosed.NOTHING);
  }
}
