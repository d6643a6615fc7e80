package io.nightjar.practice.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults that are still to happen; the first that fits a request is used up by it. */
public final class Faults {

  private static final class Pending {
    private final Predicate<RequestInfo> which;
    private final Fault fault;
    private int left;

    Pending(Predicate<RequestInfo> which, Fault fault, int left) {
      this.which = which;
      this.fault = fault;
      this.left = left;
    }
  }

  private final List<Pending> pending = new ArrayList<>();

  /** Lets the next requests that fit go wrong. */
  public synchronized void next(int count, Predicate<RequestInfo> which, Fault fault) {
    pending.add(new Pending(which, fault, count));
  }

  public synchronized void clear() {
    pending.clear();
  }

  synchronized Optional<Fault> take(RequestInfo request) {
    for (Iterator<Pending> all = pending.iterator(); all.hasNext(); ) {
      Pending candidate = all.next();
      if (candidate.which.test(request)) {
        candidate.left--;
        if (candidate.left <= 0) {
          all.remove();
        }
        return Optional.of(candidate.fault);
      }
    }
    return Optional.empty();
  }
}
