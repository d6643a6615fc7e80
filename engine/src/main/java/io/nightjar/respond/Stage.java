package io.nightjar.respond;

import java.util.Locale;

/** How far a playbook is trusted; the strictest first. */
public enum Stage {
  /** What it asks is judged and tried without effect; nobody is asked or told. */
  DRAFT,
  /** A person agrees to each of its responses, whatever it says itself. */
  ASK,
  /** What it asks is done as far as the gate lets it. */
  ENFORCE;

  /** As it is written in files: {@code draft}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
