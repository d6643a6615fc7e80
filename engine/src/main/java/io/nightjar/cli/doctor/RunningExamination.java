package io.nightjar.cli.doctor;

import io.nightjar.cli.Hints;
import io.nightjar.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the running Nightjar is.
 *
 * @param status empty when none runs with that state folder
 * @param hints of what to type
 */
record RunningExamination(Optional<Status> status, Hints hints) implements Examination {

  @Override
  public List<Line> look() {
    if (status.isEmpty()) {
      return List.of(
          Line.warn("nightjar", "none runs with this state folder", "type: " + hints.type("run")));
    }
    Status running = status.get();
    List<Line> lines = new ArrayList<>();
    lines.add(Line.ok("nightjar", "runs on " + running.node() + ", mode " + running.mode()));
    leadership(running.leadership()).ifPresent(lines::add);
    if (running.killSwitch().on()) {
      lines.add(
          Line.warn(
              "kill switch",
              "on: " + running.killSwitch().why(),
              "nothing is executed; type: " + hints.type("killswitch off")));
    }
    for (Status.Source source : running.sources()) {
      lines.add(
          source.on()
              ? Line.ok("source " + source.name(), source.detail())
              : Line.warn(
                  "source " + source.name(), "off: " + source.detail(), "it sees nothing there"));
    }
    String lost =
        running.losses().entrySet().stream()
            .filter(loss -> loss.getValue() > 0)
            .map(loss -> loss.getKey() + " " + loss.getValue())
            .collect(Collectors.joining(", "));
    if (!lost.isEmpty()) {
      lines.add(Line.warn("losses", lost, "an attack may have been missed; the node is too busy"));
    }
    for (Map.Entry<String, String> broken : running.broken().entrySet()) {
      lines.add(
          Line.warn(
              "not reloaded",
              broken.getKey() + ": " + broken.getValue(),
              "the last good one is in force; mend it and type: " + hints.type("reload")));
    }
    return lines;
  }

  private static Optional<Line> leadership(Status.Leadership leadership) {
    if (!leadership.shared()) {
      return Optional.empty();
    }
    if (!leadership.leads()) {
      String stands = "stands by for " + leadership.engine() + "; " + leadership.note();
      if (leadership.note().startsWith("cannot")) {
        return Optional.of(
            Line.warn(
                "leadership", stands, "see whether PostgreSQL runs and this machine reaches it"));
      }
      return Optional.of(
          leadership.note().startsWith("can take over, but")
              ? Line.warn("leadership", stands, "its log says more; it tries to lead all the same")
              : Line.ok("leadership", stands));
    }
    return Optional.of(
        leadership.standbys().isEmpty()
            ? Line.warn(
                "leadership",
                "leads since "
                    + leadership.since()
                    + note(leadership)
                    + ", and no engine stands by",
                "start a second one on the same database, with the same store.keys")
            : Line.ok(
                "leadership",
                "leads since "
                    + leadership.since()
                    + note(leadership)
                    + "; stand by: "
                    + String.join(", ", leadership.standbys())));
  }

  private static String note(Status.Leadership leadership) {
    return leadership.note().isEmpty() ? "" : " (" + leadership.note() + ")";
  }
}
