package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.IncidentVerb;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentStory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar incidents}. */
@Command(
    name = "incidents",
    mixinStandardHelpOptions = true,
    description = "What belongs together on one workload: what was seen, done and said.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  nightjar incidents show i-5f3c"},
    subcommands = {
      IncidentsCommand.ListCommand.class,
      IncidentsCommand.Show.class,
      IncidentsCommand.Acknowledge.class,
      IncidentsCommand.Close.class,
      IncidentsCommand.Reopen.class
    })
final class IncidentsCommand {

  /** {@code nightjar incidents list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what is not closed, the latest first; while none runs, what is stored.")
  static final class ListCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption state = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    @Option(names = "--all", description = "The closed ones, too.")
    boolean all;

    @Option(
        names = {"-n", "--namespace"},
        paramLabel = "NAME",
        description = "Only those in this namespace.")
    String namespace = "";

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many; default: ${DEFAULT-VALUE}.")
    int limit = 50;

    ListCommand(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
        List<Incident> found = lookup.incidents(all, namespace, limit);
        shell.out().print(output.render(found, () -> table(found)));
        shell.out().flush();
        return ExitCode.OK;
      }
    }

    private String table(List<Incident> incidents) {
      if (incidents.isEmpty()) {
        return all ? "no incidents\n" : "no open incidents\n";
      }
      return output.isWide() ? wide(incidents) : narrow(incidents);
    }

    private String wide(List<Incident> incidents) {
      Times times = new Times(shell.zone());
      Table table =
          new Table("ID", "OPENED", "LATEST", "STATE", "BY", "SEVERITY", "ABOUT", "SEEN", "RULES")
              .uncut();
      for (Incident incident : incidents) {
        String by = incident.changes().isEmpty() ? "" : incident.changes().getLast().who();
        List<String> rules =
            incident.rules().entrySet().stream()
                .map(rule -> rule.getKey() + " " + rule.getValue())
                .toList();
        table.add(
            Table.Cell.of(incident.id()),
            Table.Cell.of(times.full(incident.openedAt())),
            Table.Cell.of(times.full(incident.lastAt())),
            Table.Cell.of(incident.state().words()),
            Table.Cell.of(by),
            severity(incident),
            Table.Cell.of(incident.about()),
            Table.Cell.of(Long.toString(incident.detections())),
            Table.Cell.of(String.join(", ", rules)));
      }
      return table.render(shell.paint());
    }

    private Table.Cell severity(Incident incident) {
      return new Table.Cell(
          incident.severity().name().toLowerCase(Locale.ROOT),
          text -> shell.paint().priority(incident.severity(), text));
    }

    private String narrow(List<Incident> incidents) {
      Times times = new Times(shell.zone());
      Table table = new Table("ID", "LATEST", "STATE", "SEVERITY", "ABOUT", "SEEN", "RULES");
      for (Incident incident : incidents) {
        table.add(
            Table.Cell.of(incident.id()),
            Table.Cell.of(times.full(incident.lastAt())),
            Table.Cell.of(incident.state().words()),
            severity(incident),
            Table.Cell.of(incident.about()),
            Table.Cell.of(Long.toString(incident.detections())),
            Table.Cell.of(PlainText.cut(String.join(", ", incident.rules().keySet()), 100)));
      }
      return table.render(shell.paint());
    }
  }

  /** {@code nightjar incidents show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Tells one incident: what was seen, what was done, who said what, by time.")
  static final class Show implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption state = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    @Parameters(paramLabel = "ID", description = "Id of the incident, or a unique beginning of it.")
    String id = "";

    Show(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
        IncidentStory story = lookup.incident(id);
        shell
            .out()
            .print(output.render(story, () -> new IncidentPage(shell, state.hints()).whole(story)));
        shell.out().flush();
        return ExitCode.OK;
      }
    }
  }

  /** What a person does with an incident. */
  abstract static class Change implements Callable<Integer> {

    private final Shell shell;
    private final IncidentVerb verb;

    @Mixin StateOption state = new StateOption();
    @Mixin WordOption word = new WordOption();

    @Parameters(paramLabel = "ID", description = "Id of the incident, or a unique beginning of it.")
    String id = "";

    Change(Shell shell, IncidentVerb verb) {
      this.shell = shell;
      this.verb = verb;
    }

    @Override
    public Integer call() throws Exception {
      try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
        Incident incident = client.change(verb, id, word.who(shell), word.comment);
        shell
            .out()
            .println(
                incident.id()
                    + "  "
                    + incident.state().words()
                    + "  "
                    + PlainText.of(incident.about()));
        shell.out().flush();
        return ExitCode.OK;
      }
    }
  }

  /** {@code nightjar incidents acknowledge}. */
  @Command(
      name = "acknowledge",
      aliases = "ack",
      mixinStandardHelpOptions = true,
      description = "Says that you look at it.")
  static final class Acknowledge extends Change {
    Acknowledge(Shell shell) {
      super(shell, IncidentVerb.ACKNOWLEDGE);
    }
  }

  /** {@code nightjar incidents close}. */
  @Command(
      name = "close",
      mixinStandardHelpOptions = true,
      description =
          "Says that it is over; nothing is undone. What is seen next is another incident.")
  static final class Close extends Change {
    Close(Shell shell) {
      super(shell, IncidentVerb.CLOSE);
    }
  }

  /** {@code nightjar incidents reopen}. */
  @Command(
      name = "reopen",
      mixinStandardHelpOptions = true,
      description = "Says that it was not over.")
  static final class Reopen extends Change {
    Reopen(Shell shell) {
      super(shell, IncidentVerb.REOPEN);
    }
  }
}
