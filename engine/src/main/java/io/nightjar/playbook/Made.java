package io.nightjar.playbook;

/** How the classes of playbooks came to be. */
public enum Made {
  COMPILED("compiled at this start"),
  KEPT("found compiled by an earlier start"),
  BUILT("compiled ahead");

  private final String words;

  Made(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
