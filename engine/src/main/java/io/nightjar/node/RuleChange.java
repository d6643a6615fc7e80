package io.nightjar.node;

import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.RuleSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from one set of rules to another. An event that only the new rules need is sent before
 * they are in force, one that only the old ones need is sent until they are not: so nothing is
 * missing in between, whichever of the two judges it.
 *
 * @param both what the old and the new rules need
 * @param after what the new rules need
 * @param environmentBefore whether the old rules look at environments
 * @param environmentAfter whether the new ones do
 */
record RuleChange(
    KernelFilter both, KernelFilter after, boolean environmentBefore, boolean environmentAfter) {

  private static final Logger log = LoggerFactory.getLogger(RuleChange.class);

  /** What is told of the change. */
  interface Driver {
    /**
     * Has the kernel send this from now on, at once for all.
     *
     * @throws IllegalStateException when it does not take it
     */
    void send(KernelFilter filter, boolean environment);

    /** Has the process table keep environments; between events only. */
    void keepEnvironment(boolean keep);

    /** Runs something between two events. */
    CompletableFuture<Void> between(Runnable errand);
  }

  static RuleChange between(RuleSet before, RuleSet after) {
    return new RuleChange(
        before.kernelFilter().or(after.kernelFilter()),
        after.kernelFilter(),
        before.usesEnvironment(),
        after.usesEnvironment());
  }

  /**
   * @param judge puts the new rules in force; runs between two events
   * @throws IllegalStateException when the kernel does not take the wider filter; the old rules
   *     stay in force then
   */
  void run(Driver driver, Runnable judge) {
    driver.send(both, environmentBefore || environmentAfter);
    await(
        driver.between(
            () -> {
              if (environmentAfter && !environmentBefore) {
                driver.keepEnvironment(true);
              }
              judge.run();
            }));
    try {
      driver.send(after, environmentAfter);
      if (environmentBefore && !environmentAfter) {
        await(driver.between(() -> driver.keepEnvironment(false)));
      }
    } catch (IllegalStateException e) {
      log.warn("the new rules are in force, but the kernel sends more than they need", e);
    }
  }

  private static void await(CompletableFuture<Void> step) {
    try {
      step.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the sensor could not change its rules", e.getCause());
    }
  }
}
