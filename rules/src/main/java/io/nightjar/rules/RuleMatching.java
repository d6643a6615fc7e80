package io.nightjar.rules;

/** How many rules may answer one event. */
public enum RuleMatching {
  /** The first in the order of the files. */
  FIRST,
  /** Every one that matches. */
  ALL
}
