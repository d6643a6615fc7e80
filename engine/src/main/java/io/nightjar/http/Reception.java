package io.nightjar.http;

import io.nightjar.config.LimitsConfig;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one port serves, and how much of it.
 *
 * @param name first part of the names under which its refusals are counted
 */
record Reception(
    String name,
    List<Section> sections,
    LimitsConfig limits,
    ClientRates rates,
    ByteBudget budget,
    Refusals refusals) {

  static Reception of(
      String name,
      List<Section> sections,
      LimitsConfig limits,
      Refusals refusals,
      InstantSource clock) {
    return new Reception(
        name,
        sections.stream()
            .sorted(Comparator.comparingInt((Section each) -> each.base().length()).reversed())
            .toList(),
        limits,
        new ClientRates(limits, clock),
        new ByteBudget(limits.bytesInFlight()),
        refusals);
  }

  /** The one with the longest beginning of the path serves it. */
  Optional<Section> section(String path) {
    return sections.stream().filter(each -> each.has(path)).findFirst();
  }

  void count(String cause) {
    refusals.count(name, cause);
  }
}
