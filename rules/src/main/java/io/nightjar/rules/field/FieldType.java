package io.nightjar.rules.field;

/** What kind of value a field has, which decides the operators and the constants it takes. */
public enum FieldType {
  TEXT,
  NUMBER,
  BOOLEAN,
  PORT,
  ADDRESS,
  NETWORK,
  /** A time of day or date, compared and printed as text; in alerts nanoseconds of the epoch. */
  TIME
}
