package io.nightjar.cli.bench;

import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterReport;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.KernelFilter;
import io.nightjar.event.WriteFilter;
import io.nightjar.rules.RuleSet;
import java.util.EnumSet;
import java.util.Set;

/** What the kernel is told to send, as the sensor of a node tells it, and what it says of it. */
final class AgentFilter {
  private AgentFilter() {}

  static void apply(KernelEventSource source, RuleSet rules, Sending sending) {
    KernelFilter wanted = rules.kernelFilter().or(WriteFilter.FILTER);
    if (sending == Sending.PUSHDOWN) {
      source.configure(wanted);
      return;
    }
    Set<EventType> types = EnumSet.copyOf(EventType.PROCESS_TABLE);
    types.addAll(wanted.types());
    source.configure(types);
  }

  /** Events that were kept back. */
  static long filtered(KernelEventSource source) {
    return source.filterReport().types().values().stream()
        .mapToLong(FilterReport.OfType::filtered)
        .sum();
  }
}
