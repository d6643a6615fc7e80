package io.nightjar.tune;

import java.util.List;

/**
 * An exception that a person may take, with everything that speaks for and against it.
 *
 * @param name of the exception
 * @param fields that it names
 * @param rows the values that it excepts, hostile but plain printable ASCII
 * @param leftOut detections of the group that it does not cover: rows that were seen too rarely
 * @param givenUp fields that differ too much to be named
 * @param abuse how it could be used by an attacker
 * @param why it is not proposed; empty where it is
 * @param yaml the item of the rule file, without its comment; empty where none can be written
 */
public record Proposal(
    String name,
    Noise noise,
    List<String> fields,
    List<ExceptionRow> rows,
    long leftOut,
    List<String> givenUp,
    List<String> abuse,
    Standing standing,
    List<String> why,
    Effect effect,
    String yaml) {

  /** What is to be done with it. */
  public enum Standing {
    /** A person may accept it. */
    PROPOSED,
    /** Only when it is asked for. */
    HELD_BACK,
    /** Only when it is asked for: a known attack would be missed. */
    DANGEROUS,
    /** Never. */
    REFUSED;

    public String words() {
      return switch (this) {
        case PROPOSED -> "proposed";
        case HELD_BACK -> "held back";
        case DANGEROUS -> "dangerous";
        case REFUSED -> "refused";
      };
    }
  }

  public Proposal {
    fields = List.copyOf(fields);
    rows = List.copyOf(rows);
    givenUp = List.copyOf(givenUp);
    abuse = List.copyOf(abuse);
    why = List.copyOf(why);
  }

  Proposal with(Standing newStanding, List<String> newWhy, Effect newEffect) {
    return new Proposal(
        name, noise, fields, rows, leftOut, givenUp, abuse, newStanding, newWhy, newEffect, yaml);
  }
}
