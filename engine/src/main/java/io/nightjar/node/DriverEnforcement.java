package io.nightjar.node;

import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.KernelEventSource;
import java.util.List;
import java.util.Set;

/** The real kernel. */
record DriverEnforcement(KernelEventSource source) implements KernelEnforcement.Kernel {
  @Override
  public void deny(List<ExecDenial> denials) {
    source.deny(denials);
  }

  @Override
  public void denyIn(Set<Long> cgroupIds) {
    source.denyIn(cgroupIds);
  }
}
