package io.nightjar.cli.bench;

import java.util.Locale;

/** What the kernel sends while a load is made. */
enum Sending {
  /** The driver is not loaded. */
  OFF,
  /** Every event of the types that the rules name. */
  EVERYTHING,
  /** What the rules may match, as far as the kernel can judge it. */
  PUSHDOWN;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
