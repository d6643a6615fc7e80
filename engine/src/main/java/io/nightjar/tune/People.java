package io.nightjar.tune;

import io.nightjar.respond.Answers;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The responses that were asked for within a window, by their detections: what people said of these
 * is the best evidence there is.
 */
final class People {
  /** The newest ones; of the others nothing is known. */
  private static final int MOST = 100_000;

  private static final String PERSON = "person:";

  private final List<Asked> asked;
  private final Map<String, List<Asked>> byDetection = new HashMap<>();
  private final boolean complete;

  /** What people said. */
  enum Word {
    APPROVED,
    DENIED,
    /** A person asked for it. */
    WANTED,
    /** Nobody was asked, or nobody answered. */
    NONE
  }

  /**
   * A response.
   *
   * @param number from 0
   * @param who said the word, or empty
   * @param acted whether something was done
   */
  record Asked(
      int number,
      String id,
      String playbook,
      String action,
      ResponseState state,
      Word word,
      String who,
      boolean acted,
      List<String> detections) {}

  private People(List<Asked> asked, boolean complete) {
    this.asked = asked;
    this.complete = complete;
    for (Asked one : asked) {
      for (String detection : one.detections()) {
        byDetection.computeIfAbsent(detection, unknown -> new ArrayList<>(1)).add(one);
      }
    }
  }

  static People read(Reads reads, Window window) {
    List<Asked> asked =
        reads.read(
            connection -> {
              List<Asked> found = new ArrayList<>();
              try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT json FROM responses WHERE requested_millis >= ?"
                          + " ORDER BY requested_millis DESC, id LIMIT "
                          + (MOST + 1))) {
                select.setLong(1, window.from().toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                  while (rows.next()) {
                    found.add(asked(found.size(), Json.read(rows.getString(1), Response.class)));
                  }
                }
              }
              return found;
            });
    return new People(asked.subList(0, Math.min(MOST, asked.size())), asked.size() <= MOST);
  }

  private static Asked asked(int number, Response response) {
    List<Answers.Agreement> agreed = response.answers().agreed();
    String requester = response.request().playbook();
    Word word = Word.NONE;
    String who = "";
    if (requester.startsWith(PERSON)) {
      word = Word.WANTED;
      who = requester.substring(PERSON.length());
    } else if (!agreed.isEmpty()) {
      word = Word.APPROVED;
      who = agreed.stream().map(Answers.Agreement::who).collect(Collectors.joining(" and "));
    } else if (response.state() == ResponseState.REJECTED) {
      word = Word.DENIED;
      who = response.decidedBy();
    }
    return new Asked(
        number,
        response.id(),
        requester,
        response.request().actionId(),
        response.state(),
        word,
        who,
        response.outcome() != null,
        response.request().detectionIds());
  }

  /** The responses that a detection led to. */
  List<Asked> of(String detection) {
    return byDetection.getOrDefault(detection, List.of());
  }

  List<Asked> all() {
    return asked;
  }

  /** Whether there were no more than can be looked at. */
  boolean complete() {
    return complete;
  }
}
