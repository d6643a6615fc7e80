package io.nightjar.playbook;

import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.HashMap;
import org.kie.api.runtime.rule.AccumulateFunction;

/**
 * {@code distinct($pod)} in an accumulate: how many different values there are. Values leave again
 * as facts are forgotten, so it never holds more than the session does.
 */
public final class Distinct implements AccumulateFunction<Distinct.Values> {

  /** How often each value is there. */
  public static final class Values implements Serializable {
    private static final long serialVersionUID = 1;

    private final HashMap<Object, Integer> counts = new HashMap<>();
  }

  @Override
  public Values createContext() {
    return new Values();
  }

  @Override
  public void init(Values values) {
    values.counts.clear();
  }

  @Override
  public void accumulate(Values values, Object value) {
    values.counts.merge(value, 1, Integer::sum);
  }

  @Override
  public void reverse(Values values, Object value) {
    values.counts.computeIfPresent(value, (same, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public Object getResult(Values values) {
    return (long) values.counts.size();
  }

  @Override
  public boolean supportsReverse() {
    return true;
  }

  @Override
  public Class<?> getResultType() {
    return Long.class;
  }

  /** It has no state of its own; {@link Externalizable} is asked for by the interface. */
  @Override
  public void writeExternal(ObjectOutput out) {}

  @Override
  public void readExternal(ObjectInput in) {}
}
