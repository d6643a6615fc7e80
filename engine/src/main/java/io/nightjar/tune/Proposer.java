package io.nightjar.tune;

import io.nightjar.audit.Hash;
import io.nightjar.detect.Priority;
import io.nightjar.rules.Rule;
import io.nightjar.tune.Proposal.Standing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an exception of a group, as narrow as what was seen allows, or says why not. */
final class Proposer {
  private static final int DENIALS = 3;
  private static final int ROW_TIMES = 3;
  private static final int ROW_DAYS = 2;
  private static final int SLUG = 20;
  private static final Set<String> WHERE = Set.of("container.image.repository", "k8s.ns.name");
  private static final Set<String> WHO = Set.of("ka.user.name");

  private final Limits limits;

  Proposer(Limits limits) {
    this.limits = limits;
  }

  /**
   * @param rule null where it is not loaded
   */
  Proposal propose(Group group, @Nullable Rule rule) {
    Noise noise = group.noise();
    boolean often = noise.said().denied() >= DENIALS || noise.spread().ofDays() < ROW_DAYS;
    Rows.Chosen chosen = group.rows().choose(ROW_TIMES, often ? 1 : ROW_DAYS);
    List<String> fields = chosen.fields().stream().map(TuningField::key).toList();
    List<String> never = never(noise, rule, chosen, fields);
    List<String> held = held(noise, chosen);
    Standing standing =
        !never.isEmpty()
            ? Standing.REFUSED
            : held.isEmpty() ? Standing.PROPOSED : Standing.HELD_BACK;
    List<String> why = new ArrayList<>(never);
    why.addAll(held);
    String name = name(noise.key());
    return new Proposal(
        name,
        noise,
        fields,
        chosen.rows(),
        chosen.leftOut(),
        chosen.givenUp().stream().map(TuningField::key).toList(),
        abuse(chosen),
        standing,
        why,
        Effect.NONE,
        never.isEmpty() ? ExceptionFile.item(noise.key().rule(), name, fields, chosen.rows()) : "");
  }

  private static List<String> never(
      Noise noise, @Nullable Rule rule, Rows.Chosen chosen, List<String> fields) {
    List<String> never = new ArrayList<>();
    if (rule == null || !rule.enabled()) {
      never.add("the rule is not loaded, or switched off");
      return never;
    }
    if (noise.said().takenForReal()) {
      never.add("people took it for real: " + noise.said().words());
    }
    if (chosen.rows().isEmpty()) {
      never.add("no values were seen often enough that can stand in a rule file");
    } else if (!fields.containsAll(WHERE) && !fields.containsAll(WHO)) {
      never.add(
          "nothing that is known of it is out of the hands of whoever is there: no image and"
              + " namespace, or identity");
    }
    if (Usable.of(noise.key().rule()) != Usable.YES) {
      never.add("the name of the rule is not plain text");
    }
    return never;
  }

  private List<String> held(Noise noise, Rows.Chosen chosen) {
    List<String> held = new ArrayList<>();
    int denied = noise.said().denied();
    if (noise.count() < limits.times()) {
      held.add("seen " + noise.count() + " times, fewer than " + limits.times());
    }
    if (noise.spread().days() < limits.days() && denied < DENIALS) {
      held.add(
          "seen on "
              + noise.spread().days()
              + " of "
              + noise.spread().ofDays()
              + " days: one night's work cannot be told from a job by that");
    }
    boolean urgent = noise.priority().atLeast(Priority.CRITICAL);
    if (urgent && denied == 0) {
      held.add(
          "the rule is "
              + noise.priority().name().toLowerCase(Locale.ROOT)
              + " and nobody has denied a response to it: a patient intruder is as regular");
    }
    if (chosen.fields().stream().noneMatch(TuningField::pins)) {
      held.add(
          "it differs each time in what it does ("
              + chosen.givenUp().stream()
                  .filter(TuningField::pins)
                  .map(TuningField::key)
                  .collect(Collectors.joining(", "))
              + "), so it would except anything that this program does there");
    }
    return held;
  }

  private static List<String> abuse(Rows.Chosen chosen) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (TuningField field : chosen.fields()) {
      fields.merge(field.abuse(), field.key(), (some, more) -> some + ", " + more);
    }
    return fields.entrySet().stream().map(one -> one.getValue() + ": " + one.getKey()).toList();
  }

  private static String name(GroupKey key) {
    String of = key.image().isEmpty() ? key.lineage() : key.image();
    String program = key.lineage().split(" ← ", 2)[0];
    String whole =
        String.join(
            "\0",
            key.rule(),
            key.image(),
            key.namespace(),
            key.container(),
            key.lineage(),
            key.shape());
    String hash = Hash.sha256(whole.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
    return "tune_" + slug(of.substring(of.lastIndexOf('/') + 1)) + slug(program) + hash;
  }

  /** Of what attackers name only letters and digits. */
  private static String slug(String text) {
    String slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String cut = slug.substring(0, Math.min(SLUG, slug.length())).replaceAll("^_+|_+$", "");
    return cut.isEmpty() ? "" : cut + "_";
  }
}
