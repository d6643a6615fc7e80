package io.nightjar.config;

/** A part of a new configuration that was read and checked whole and is not in force yet. */
public interface Prepared {

  /** One that has nothing to let go. */
  static Prepared of(Runnable apply) {
    return new Prepared() {
      @Override
      public void apply() {
        apply.run();
      }

      @Override
      public void discard() {
        // nothing was opened
      }
    };
  }

  /** Puts it in force; does not fail for what could have been found out before. */
  void apply();

  /** Lets it go instead. */
  void discard();
}
