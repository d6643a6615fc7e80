package io.nightjar.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leadership as the open store has it.
 *
 * @param lease null where no other engine can come
 */
record HeldLeadership(Supplier<Term> current, @Nullable Lease lease) implements Leadership {

  @Override
  public Term term() {
    return current.get();
  }

  @Override
  public boolean fresh() {
    return lease == null || lease.fresh();
  }

  @Override
  public void confirm() {
    if (lease != null) {
      lease.await();
    }
  }

  @Override
  public boolean isLost() {
    return lease != null && lease.isLost();
  }
}
