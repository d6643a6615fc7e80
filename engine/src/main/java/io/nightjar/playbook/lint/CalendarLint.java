package io.nightjar.playbook.lint;

import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.RuleReading;
import io.nightjar.playbook.dialect.RuleReading.Calendar;
import io.nightjar.playbook.dialect.Source;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether the calendars of a rule are ever on, and ever on together. */
final class CalendarLint {
  private static final String TOGETHER = "all-of-one-rule";

  private final Map<String, CalendarSpec> specs = new HashMap<>();
  private final Instant from;

  /**
   * @param from the time from which on it matters
   */
  CalendarLint(List<CalendarSpec> calendars, Instant from) {
    calendars.forEach(spec -> specs.put(spec.name(), spec));
    this.from = from;
  }

  List<Finding> findings(Source source, RuleReading rule) {
    List<Finding> findings = new ArrayList<>();
    List<String> names = rule.calendars().stream().map(Calendar::name).toList();
    if (!specs.keySet().containsAll(names) || !names.stream().allMatch(this::isCertain)) {
      return findings;
    }
    for (Calendar calendar : rule.calendars()) {
      if (!isEverOn(List.of(calendar.name()))) {
        findings.add(
            Finding.warning(
                source.problem(
                    calendar.offset(),
                    "the calendar " + calendar.name() + " is not on once in the next 400 days",
                    "so this rule asks for nothing; see nightjar calendar show "
                        + calendar.name())));
      }
    }
    if (findings.isEmpty() && names.size() > 1 && !isEverOn(names)) {
      findings.add(
          Finding.error(
              source.problem(
                  rule.calendars().getFirst().offset(),
                  "the calendars "
                      + String.join(" and ", names)
                      + " are not on together once in the next 400 days, so this rule never asks",
                  "all of them must be on; for either of them write two rules, or define a"
                      + " calendar with anyOf")));
    }
    return findings;
  }

  private boolean isEverOn(List<String> names) {
    List<CalendarSpec> all = new ArrayList<>(specs.values());
    all.add(new CalendarSpec(TOGETHER, ZoneOffset.UTC, new Rule.AllOf(List.copyOf(names))));
    Calendars calendars = new Calendars(all);
    return calendars.includes(TOGETHER, from) || calendars.nextChange(TOGETHER, from).isPresent();
  }

  /** Whether all its changes can be looked through; not those of a file or of an expression. */
  private boolean isCertain(String name) {
    CalendarSpec spec = specs.get(name);
    if (spec == null) {
      return false;
    }
    return switch (spec.rule()) {
      case Rule.Daily daily -> true;
      case Rule.Days days -> true;
      case Rule.Dates dates -> true;
      case Rule.Ics ics -> false;
      case Rule.Cron cron -> false;
      case Rule.Not not -> isCertain(not.calendar());
      case Rule.AllOf all -> all.calendars().stream().allMatch(this::isCertain);
      case Rule.AnyOf any -> any.calendars().stream().allMatch(this::isCertain);
    };
  }
}
