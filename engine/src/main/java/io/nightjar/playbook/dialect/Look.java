package io.nightjar.playbook.dialect;

import java.util.Set;

/**
 * What one rule of a playbook looks at in detections; from its text alone, and rather too much than
 * too little.
 *
 * @param rules names of the rules of the ruleset whose detections it looks at
 * @param any whether one of its patterns takes detections of any rule
 * @param words the names that its conditions use: properties, and {@code field:NAME}, {@code
 *     label:NAME} and {@code namespaceLabel:NAME} of the questions
 * @param counted the greatest number that it compares a count with; 0 when it counts nothing,
 *     {@link #ALL} when that cannot be told
 * @param asks the names that its consequence uses
 * @param facts names of the fact types that its conditions look at
 * @param openings names of the calendars whose beginning it looks at; {@link #EVERY} for all
 * @param waits whether it asks when nothing comes any more: a {@code not} with {@code after}
 * @param across whether what it joins may be about different workloads
 */
public record Look(
    Set<String> rules,
    boolean any,
    Set<String> words,
    int counted,
    Set<String> asks,
    Set<String> facts,
    Set<String> openings,
    boolean waits,
    boolean across) {

  /** Stands for the beginning of every calendar. */
  public static final String EVERY = "";

  /** Every detection counts. */
  public static final int ALL = Integer.MAX_VALUE;

  public Look {
    rules = Set.copyOf(rules);
    words = Set.copyOf(words);
    asks = Set.copyOf(asks);
    facts = Set.copyOf(facts);
    openings = Set.copyOf(openings);
  }
}
