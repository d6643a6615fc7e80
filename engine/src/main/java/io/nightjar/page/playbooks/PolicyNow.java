package io.nightjar.page.playbooks;

import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.respond.Edition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The policy that is in force, as the pages need it.
 *
 * @param takenOut why playbooks that failed take no part, by name
 */
public record PolicyNow(
    Configuration configuration,
    CompiledPlaybooks playbooks,
    List<CalendarSpec> calendars,
    Map<String, String> takenOut) {

  public PolicyNow {
    calendars = List.copyOf(calendars);
    takenOut = Map.copyOf(takenOut);
  }

  /** Names of the calendars that there are. */
  public Set<String> calendarNames() {
    return calendars.stream().map(CalendarSpec::name).collect(Collectors.toSet());
  }

  /**
   * Why a playbook does less than its author wants; empty for nothing.
   *
   * @param edition as its files are now
   */
  public String trouble(String name, Edition edition) {
    String out = takenOut.get(name);
    if (out != null) {
      return "taken out: " + out;
    }
    if (!edition.trusted()) {
      return "runs as a draft: " + edition.why();
    }
    if (!playbooks.names().contains(name)) {
      return "not in force: it was not there, or was broken, when playbooks were last loaded";
    }
    return playbooks.edition(name).version().equals(edition.version())
        ? ""
        : "its files were changed since they were loaded; what is in force is "
            + playbooks.edition(name).shortVersion();
  }
}
