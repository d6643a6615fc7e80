package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar calendar}. */
@Command(
    name = "calendar",
    mixinStandardHelpOptions = true,
    description = "The named times that playbooks ask for; nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  nightjar calendar show night --next 6"},
    subcommands = CalendarCommand.Show.class)
final class CalendarCommand {

  /** {@code nightjar calendar show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Says whether a calendar is on now and when it changes; exit code 1 means off.")
  static final class Show implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption configured = new StateOption();

    @Parameters(paramLabel = "NAME", description = "Name of the calendar.")
    String name = "";

    @Option(
        names = "--next",
        paramLabel = "N",
        description = "So many changes; default: ${DEFAULT-VALUE}.")
    int next = 4;

    Show(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      Configuration configuration = configured.configuration(shell.around());
      List<CalendarSpec> specs = configuration.calendarSpecs(shell.zone());
      Calendars calendars = calendars(specs);
      if (!calendars.names().contains(name)) {
        throw new UsageFailure(
            "there is no calendar \""
                + name
                + "\"; there are "
                + String.join(", ", calendars.names()));
      }
      ZoneId zone =
          specs.stream()
              .filter(spec -> spec.name().equals(name))
              .map(CalendarSpec::zone)
              .findFirst()
              .orElse(shell.zone());
      Instant now = shell.clock().instant();
      boolean on = calendars.includes(name, now);
      shell.out().println(name + " is " + (on ? "on" : "off") + " now, " + when(now, zone));
      for (Instant change : changes(calendars, now)) {
        String turns = calendars.includes(name, change) ? "on  from " : "off from ";
        shell.out().println("  " + turns + when(change, zone));
      }
      shell.out().flush();
      return on ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static Calendars calendars(List<CalendarSpec> specs) throws UsageFailure {
      try {
        return new Calendars(specs);
      } catch (IllegalArgumentException e) {
        throw new UsageFailure(String.valueOf(e.getMessage()));
      }
    }

    private List<Instant> changes(Calendars calendars, Instant from) {
      List<Instant> changes = new ArrayList<>();
      Optional<Instant> change = calendars.nextChange(name, from);
      while (change.isPresent() && changes.size() < next) {
        changes.add(change.get());
        change = calendars.nextChange(name, change.get());
      }
      return changes;
    }

    private static String when(Instant instant, ZoneId zone) {
      return DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm zzz", Locale.ENGLISH)
          .format(instant.atZone(zone));
    }
  }
}
