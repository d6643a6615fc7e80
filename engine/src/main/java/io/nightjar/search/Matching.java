package io.nightjar.search;

import io.nightjar.actions.Target;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.respond.Response;
import java.util.Locale;

/** Whether something is what is wanted, beside what the database has judged already. */
final class Matching {

  private Matching() {}

  static boolean detection(Detection detection, Wanted wanted) {
    return has(detection.rule(), wanted.rule())
        && is(detection.namespace(), wanted.namespace())
        && detection.podName().startsWith(wanted.pod())
        && is(detection.getWorkloadName(), wanted.workload())
        && is(detection.node(), wanted.node())
        && (wanted.atLeast() == null || detection.priority().atLeast(wanted.atLeast()));
  }

  /** A target says its pod, workload or node in its own words. */
  static boolean response(Response response, Wanted wanted) {
    Target target = response.request().target();
    return has(target.describe(), wanted.pod())
        && has(target.describe(), wanted.workload())
        && has(target.describe(), wanted.node());
  }

  static boolean incident(Incident incident, Wanted wanted) {
    return (wanted.rule().isEmpty()
            || incident.rules().keySet().stream().anyMatch(rule -> has(rule, wanted.rule())))
        && has(incident.about(), wanted.pod())
        && has(incident.about(), wanted.workload())
        && has(incident.about(), wanted.node())
        && (wanted.atLeast() == null || incident.severity().atLeast(wanted.atLeast()));
  }

  private static boolean is(String whole, String wanted) {
    return wanted.isEmpty() || whole.equals(wanted);
  }

  private static boolean has(String whole, String part) {
    return part.isEmpty() || whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
