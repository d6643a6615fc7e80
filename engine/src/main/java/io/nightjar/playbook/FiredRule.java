package io.nightjar.playbook;

import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.respond.Edition;
import io.nightjar.respond.ResponseRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One rule that fired on certain facts: turns what its consequence asked into decisions whose ids
 * depend on nothing but the playbook, the rule, the target and the facts, so that a replay repeats
 * them.
 *
 * @param edition of the playbook
 * @param facts what the rule matched
 * @param now session clock
 */
record FiredRule(String playbook, Edition edition, String rule, List<Record> facts, Instant now) {
  private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_CHARACTERS = 12;
  private static final Duration LATE = Duration.ofMinutes(1);

  List<Decision> decisions(Respond respond) {
    List<Decision> decisions = new ArrayList<>();
    for (Asking asking : respond.askings()) {
      Sentence sentence = asking.sentence();
      if (sentence != null) {
        decisions.add(decision(asking.about(), sentence));
      }
    }
    for (Respond.Page page : respond.pages()) {
      decisions.add(new Decision.Told(notice(page)));
    }
    return decisions;
  }

  private Decision decision(Record about, Sentence sentence) {
    AskableAction action = sentence.action();
    Subject subject = Subject.of(about);
    Target target = action.target(subject);
    if (target == null) {
      return new Decision.NotPossible(
          new Skipped(
              playbook, rule, action.actionId(), action.whyNoTarget(subject), detectionIds(), now));
    }
    return new Decision.Asked(
        new ResponseRequest(
            "r-" + hash(what(action.actionId(), sentence), target.key(), FiredRule::occasion),
            playbook,
            rule,
            action.actionId(),
            target,
            action.parameters(subject, accusedImages(subject), sentence.arguments()),
            FactText.fill(sentence.reason(), about) + late(),
            detectionIds(),
            now,
            earliest(),
            sentence.undoAfter(),
            sentence.approval(),
            edition));
  }

  /** Says so where what a calendar's beginning should have led to comes later than it. */
  private String late() {
    return facts.stream()
        .filter(CalendarOpened.class::isInstance)
        .map(CalendarOpened.class::cast)
        .filter(opened -> opened.late().compareTo(LATE) > 0)
        .map(
            opened ->
                " (late: "
                    + opened.calendar()
                    + " began at "
                    + opened.opened()
                    + ", Nightjar did not run then)")
        .findFirst()
        .orElse("");
  }

  /** One rule may ask for one action twice, with other arguments. */
  private static String what(String actionId, Sentence sentence) {
    return sentence.arguments().isEmpty()
        ? actionId
        : actionId + "(" + sentence.action().said(sentence.arguments()).values() + ")";
  }

  private Notice notice(Respond.Page page) {
    Subject subject = Subject.of(page.about());
    String text = FactText.fill(page.text(), page.about()) + late();
    return new Notice(
        "n-" + hash(page.group(), page.text(), fact -> fact(fact).id()),
        playbook,
        rule,
        page.group(),
        text,
        subject.describe(),
        subject.namespace(),
        detectionIds(),
        now,
        edition);
  }

  private List<String> detectionIds() {
    TreeSet<String> ids = new TreeSet<>();
    for (Record fact : facts) {
      switch (fact) {
        case Detection detection -> ids.add(detection.id());
        case OfTarget of -> ids.addAll(of.detectionIds());
        default -> {}
      }
    }
    return List.copyOf(ids);
  }

  /**
   * Of the workload; every detection that the rule matched accuses the image that it was seen in.
   */
  private List<String> accusedImages(Subject subject) {
    WorkloadTarget workload = subject.workload();
    TreeSet<String> images = new TreeSet<>();
    for (Record fact : facts) {
      if (fact instanceof Detection detection
          && workload != null
          && workload.equals(detection.workload())
          && !detection.image().isEmpty()) {
        images.add(detection.image());
      }
    }
    return List.copyOf(images);
  }

  private Instant earliest() {
    return facts.stream()
        .filter(Detection.class::isInstance)
        .map(fact -> ((Detection) fact).time())
        .min(Instant::compareTo)
        .or(
            () ->
                facts.stream().map(FiredRule::fact).map(SessionFact::time).min(Instant::compareTo))
        .orElse(now);
  }

  private static SessionFact fact(Record value) {
    return switch (value) {
      case Detection detection -> SessionFact.of(detection);
      case ResponseUpdate update -> SessionFact.of(update);
      case ApprovalUnanswered unanswered -> SessionFact.of(unanswered);
      case ApprovalAnswer answer -> SessionFact.of(answer);
      case Incident incident -> SessionFact.of(incident);
      case CalendarOpened opened -> SessionFact.of(opened);
      default -> throw new IllegalArgumentException("not a fact: " + value.getClass());
    };
  }

  /**
   * A page is told each time; but what a rule asked for because a response succeeded is not done
   * again because the response could not be undone.
   */
  private static String occasion(Record value) {
    return value instanceof ResponseUpdate update ? SessionFact.occasion(update) : fact(value).id();
  }

  /**
   * @param idOf what a fact is called
   */
  private String hash(String what, String whom, Function<Record, String> idOf) {
    TreeSet<String> factIds = new TreeSet<>();
    facts.forEach(fact -> factIds.add(idOf.apply(fact)));
    MessageDigest digest = Hash.digest();
    update(digest, playbook);
    update(digest, rule);
    update(digest, what);
    update(digest, whom);
    factIds.forEach(id -> update(digest, id));
    return base32(digest.digest());
  }

  /** The length goes first, so that no two different lists of texts give the same bytes. */
  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder(ID_CHARACTERS);
    for (int i = 0; i < ID_CHARACTERS; i++) {
      int bit = i * 5;
      int window = ((bytes[bit / 8] & 0xff) << 8) | (bytes[bit / 8 + 1] & 0xff);
      text.append(BASE_32.charAt((window >> (11 - bit % 8)) & 31));
    }
    return text.toString();
  }
}
