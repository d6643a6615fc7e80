package io.nightjar.config;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads something again when asked; when that fails, what is in force stays in force and the
 * failure is told.
 */
public final class LastGood {

  private static final Logger log = LoggerFactory.getLogger(LastGood.class);

  private final String what;
  private final Step reload;
  private final Consumer<String> tell;

  private interface Step {
    void run() throws Exception;
  }

  private LastGood(String what, Step reload, Consumer<String> tell) {
    this.what = what;
    this.reload = reload;
    this.tell = tell;
  }

  /**
   * @param what for people: {@code rules}
   * @param load reads and checks the whole new state; must not touch what is in force
   * @param apply puts it in force
   * @param tell gets one text a reload: what is in force now and what was wrong
   */
  public static <T> LastGood of(
      String what, Callable<T> load, Consumer<T> apply, Consumer<String> tell) {
    return new LastGood(what, () -> apply.accept(load.call()), tell);
  }

  /** Loads and applies. Returns what was wrong, or empty when the new state is in force. */
  public synchronized Optional<String> reload() {
    try {
      reload.run();
    } catch (Exception e) {
      // whatever the loader throws, the night watch goes on with what it has
      String problem = e.getMessage() == null ? e.toString() : e.getMessage();
      log.debug("{} not reloaded", what, e);
      tell.accept("NOT reloaded, the last good " + what + " stay in force:\n" + problem);
      return Optional.of(problem);
    }
    tell.accept(what + " reloaded");
    return Optional.empty();
  }
}
