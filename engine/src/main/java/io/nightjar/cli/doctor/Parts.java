package io.nightjar.cli.doctor;

import io.nightjar.cli.UsageFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be looked at, by name. */
final class Parts {

  private final Map<String, Examination> all = new LinkedHashMap<>();

  void add(String name, Examination examination) {
    all.put(name, examination);
  }

  /**
   * Looks, in the order in which they were added.
   *
   * @param only names of the parts that are wanted; empty for all
   * @param needless names of those that are left out unless they are named
   */
  Report look(List<String> only, Set<String> needless) throws UsageFailure {
    List<String> unknown = new ArrayList<>(only);
    unknown.removeAll(all.keySet());
    if (!unknown.isEmpty()) {
      throw new UsageFailure(
          "there is no part \"" + unknown.getFirst() + "\"; name some of " + all.keySet());
    }
    Report report = new Report();
    all.forEach(
        (name, examination) -> {
          if (only.isEmpty() ? !needless.contains(name) : only.contains(name)) {
            report.add(name, examination);
          }
        });
    return report;
  }
}
