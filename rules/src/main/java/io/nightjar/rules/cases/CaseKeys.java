package io.nightjar.rules.cases;

import java.util.List;
import java.util.Set;

/** The keys that the readers of case files know, for whoever describes the form of such a file. */
public record CaseKeys(
    List<String> file,
    List<String> each,
    List<String> container,
    List<String> process,
    List<String> event,
    List<String> audit) {

  /** As the readers have them. */
  public static CaseKeys known() {
    return new CaseKeys(
        CaseLoader.FILE_KEYS,
        CaseLoader.CASE_KEYS,
        CaseLoader.CONTAINER_KEYS,
        CaseProcesses.KEYS,
        List.copyOf(CaseArguments.with(Set.copyOf(CaseEvents.KEYS))).stream().sorted().toList(),
        CaseAudit.KEYS);
  }
}
