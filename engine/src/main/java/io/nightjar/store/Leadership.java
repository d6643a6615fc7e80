package io.nightjar.store;

import java.time.Instant;

/**
 * That this engine is the one that acts. Any thread.
 *
 * <p>Where several engines share a database, one of them leads, and may be followed by another at
 * any time without knowing it: when it stood still, or the network did. So whoever is about to
 * change something outside the database asks {@link #confirm} right before.
 */
public interface Leadership {

  /** Of a store that only one engine can reach: it leads for as long as it runs. */
  Leadership ALONE =
      new Leadership() {
        @Override
        public Term term() {
          return Term.NONE;
        }

        @Override
        public boolean fresh() {
          return true;
        }

        @Override
        public void confirm() {}

        @Override
        public boolean isLost() {
          return false;
        }
      };

  /**
   * One leadership.
   *
   * @param epoch counted up by each engine that takes over, from 1; 0 before the first
   * @param engine who leads
   */
  record Term(long epoch, String engine, Instant since) {

    /** Before any engine led. */
    public static final Term NONE = new Term(0, "", Instant.EPOCH);
  }

  /** The one that this engine began when it opened the store. */
  Term term();

  default long epoch() {
    return term().epoch();
  }

  /** Whether the database has confirmed lately enough that no other engine can have begun. */
  boolean fresh();

  /**
   * Returns at once while this engine surely leads, and otherwise as soon as the database has
   * confirmed that it does.
   *
   * @throws LeadershipLost when another engine has taken over, or the caller is interrupted: then
   *     nothing may be done
   */
  void confirm();

  /** Whether another engine may act, and this one never will again. */
  boolean isLost();
}
