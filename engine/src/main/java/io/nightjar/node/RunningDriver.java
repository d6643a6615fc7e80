package io.nightjar.node;

import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.KernelFilter;
import io.nightjar.event.Sensor;
import io.nightjar.event.WriteFilter;
import java.util.concurrent.CompletableFuture;

/** The driver of this machine and its reader, as a change of rules needs them. */
record RunningDriver(KernelEventSource source, Sensor sensor) implements RuleChange.Driver {

  @Override
  public void send(KernelFilter filter, boolean environment) {
    source.sendEnvironment(environment);
    source.configure(filter.or(WriteFilter.FILTER));
  }

  @Override
  public void keepEnvironment(boolean keep) {
    sensor.keepEnvironment(keep);
  }

  @Override
  public CompletableFuture<Void> between(Runnable errand) {
    return sensor.between(errand);
  }
}
