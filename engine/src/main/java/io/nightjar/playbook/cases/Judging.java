package io.nightjar.playbook.cases;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.calendar.Calendars;
import java.util.List;

/** Runs a case in which the gate judges; deciding itself knows nothing of the gate. */
@FunctionalInterface
public interface Judging {

  /**
   * @param playbook one playbook
   * @param facts what the case says happened, sorted by time
   * @return in the order in which it came
   */
  List<Came> run(
      CompiledPlaybooks playbook,
      Calendars calendars,
      PlaybookCase playbookCase,
      List<SessionFact> facts);
}
