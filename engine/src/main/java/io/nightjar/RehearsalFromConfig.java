package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.config.Configuration;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.GateSettings.Self;
import io.nightjar.gate.StageRule;
import io.nightjar.gate.Stages;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.cases.CaseRunner;
import io.nightjar.rehearse.JudgedCase;
import io.nightjar.rehearse.Rehearsal;
import io.nightjar.respond.Stage;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Trying playbooks before the gate as a configuration sets it: on cases, and on the past. */
public final class RehearsalFromConfig {

  private RehearsalFromConfig() {}

  /**
   * Runs cases, which are about the rules and so mean the same at every stage.
   *
   * @param zone of all calendars, so that a case means the same everywhere
   */
  public static CaseRunner cases(
      Configuration configuration,
      CompiledPlaybooks playbooks,
      List<CalendarSpec> calendars,
      ZoneId zone) {
    Calendars there =
        new Calendars(
            calendars.stream()
                .map(spec -> new CalendarSpec(spec.name(), zone, spec.rule()))
                .toList());
    Stages enforced = new Stages(List.of(new StageRule(null, null, Stage.ENFORCE)));
    GateSettings settings =
        GateSettingsFromConfig.of(configuration, Self.UNKNOWN, there::includes, true)
            .with(enforced);
    return new CaseRunner(playbooks, there, new JudgedCase(settings, actions()));
  }

  /** The playbooks on the past, before the gate as it is configured. */
  public static Rehearsal.Rehearsing past(
      Configuration configuration, CompiledPlaybooks playbooks, Calendars calendars) {
    GateSettings settings =
        GateSettingsFromConfig.of(
            configuration,
            Self.UNKNOWN,
            (name, at) -> !calendars.names().contains(name) || calendars.includes(name, at),
            true);
    return new Rehearsal.Rehearsing(playbooks, calendars, settings, actions());
  }

  private static Map<String, ActionDescriptor> actions() {
    return ActionRegistry.standardDescriptors().stream()
        .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
  }
}
