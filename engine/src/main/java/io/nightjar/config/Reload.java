package io.nightjar.config;

/** When a changed key is in force. */
public enum Reload {
  /** As the section says in which it stands. */
  AS_ITS_SECTION,
  /** As soon as the configuration is loaded again. */
  AT_ONCE,
  /** From the next start on. */
  RESTART
}
