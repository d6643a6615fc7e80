package io.nightjar.cli;

import io.nightjar.rehearse.Backtested;
import io.nightjar.rehearse.Entry;
import io.nightjar.rehearse.Ruling;
import io.nightjar.rehearse.Summary;
import io.nightjar.rehearse.Tally;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A rehearsal for a terminal: the numbers first, then the first single lines. */
final class BacktestTable {

  private static final int ROWS = 15;
  private static final List<Ruling> RULINGS = List.of(Ruling.values());

  private final Shell shell;
  private final PrintWriter out;
  private final Times times;
  private final int limit;

  BacktestTable(Shell shell, int limit) {
    this.shell = shell;
    this.out = shell.out();
    this.times = new Times(shell.zone());
    this.limit = limit;
  }

  void print(Backtested result) throws IOException {
    Summary summary = result.summary();
    head(summary);
    groups(summary);
    guards(summary);
    named("NAMESPACE", summary.namespaces(), Summary.Named::name, Summary.Named::rulings);
    named("NOISIEST WORKLOADS", summary.workloads(), Summary.Named::name, Summary.Named::rulings);
    named(
        "HOUR",
        summary.hours(),
        hour -> times.full(hour.at()).substring(0, 13) + "h",
        Summary.Hour::rulings);
    people(summary);
    lines(result);
    foot(summary);
  }

  private void head(Summary summary) {
    if (summary.from() == null || summary.to() == null) {
      out.println("nothing was detected, so there was nothing to decide");
      return;
    }
    out.println(
        shell.paint().bold(times.full(summary.from()) + "  to  " + times.full(summary.to()))
            + "  "
            + shell.zone());
    Summary.Counts counts = summary.counts();
    out.println(
        amount(counts.detections())
            + " detections, "
            + amount(counts.passedOver())
            + " of rules that no playbook looks at, "
            + amount(counts.collapsed())
            + " the same as others beside them");
    out.println(
        amount(summary.rulings().sum())
            + " requests: "
            + RULINGS.stream()
                .filter(ruling -> summary.rulings().of(ruling) > 0)
                .map(ruling -> amount(summary.rulings().of(ruling)) + " " + ruling.words())
                .collect(Collectors.joining(", ")));
    if (!summary.ends().isEmpty()) {
      out.println(
          "in the end: "
              + summary.ends().entrySet().stream()
                  .map(each -> amount(each.getValue()) + " " + each.getKey())
                  .collect(Collectors.joining(", ")));
    }
    out.println();
  }

  private static String amount(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private UnaryOperator<String> paint(Ruling ruling) {
    return switch (ruling) {
      case ALLOWED -> shell.paint()::green;
      case ASKED, DENIED -> shell.paint()::yellow;
      case DRY_RUN, JOINED -> UnaryOperator.identity();
    };
  }

  private void groups(Summary summary) {
    Table table = new Table("COUNT", "RULING", "ACTION", "PLAYBOOK");
    for (Summary.Group group : summary.groups()) {
      table.add(
          Table.Cell.of(amount(group.count())),
          new Table.Cell(group.ruling().words(), paint(group.ruling())),
          Table.Cell.of(group.action()),
          Table.Cell.of(group.playbook()));
    }
    show(table, summary.groups().isEmpty());
  }

  private void guards(Summary summary) {
    List<Summary.ByGuard> decided =
        summary.guards().stream().filter(each -> !each.guard().isEmpty()).toList();
    Table table = new Table("COUNT", "RULING", "GUARD THAT DECIDED");
    for (Summary.ByGuard each : decided) {
      table.add(
          Table.Cell.of(amount(each.count())),
          new Table.Cell(each.ruling().words(), paint(each.ruling())),
          Table.Cell.of(each.guard()));
    }
    show(table, decided.isEmpty());
  }

  private <T> void named(
      String title, List<T> rows, Function<T, String> name, Function<T, Tally> tally) {
    Table table = new Table("REQUESTS", "ALLOWED", "DRY-RUN", "ASKED", "DENIED", "JOINED", title);
    for (T row : rows.subList(0, Math.min(ROWS, rows.size()))) {
      Tally counts = tally.apply(row);
      String words = name.apply(row);
      table.add(
          Table.Cell.of(amount(counts.sum())),
          Table.Cell.of(amount(counts.of(Ruling.ALLOWED))),
          Table.Cell.of(amount(counts.of(Ruling.DRY_RUN))),
          Table.Cell.of(amount(counts.of(Ruling.ASKED))),
          Table.Cell.of(amount(counts.of(Ruling.DENIED))),
          Table.Cell.of(amount(counts.of(Ruling.JOINED))),
          Table.Cell.of(words.isEmpty() ? "(none)" : words));
    }
    if (rows.size() > ROWS) {
      table.add(
          Table.Cell.of(""),
          Table.Cell.of(""),
          Table.Cell.of(""),
          Table.Cell.of(""),
          Table.Cell.of(""),
          Table.Cell.of(""),
          Table.Cell.of("and " + (rows.size() - ROWS) + " more: -o json"));
    }
    show(table, rows.isEmpty());
  }

  private void people(Summary summary) {
    Table table = new Table("ASKED", "ESCALATED", "PAGED", "WHO");
    for (Summary.People each : summary.people()) {
      table.add(
          Table.Cell.of(amount(each.asked())),
          Table.Cell.of(amount(each.escalated())),
          Table.Cell.of(amount(each.paged())),
          Table.Cell.of(each.who()));
    }
    show(table, summary.people().isEmpty());
  }

  private void show(Table table, boolean empty) {
    if (!empty) {
      out.print(table.render(shell.paint()));
      out.println();
    }
  }

  private void lines(Backtested result) throws IOException {
    if (limit <= 0 || result.entries().size() == 0) {
      return;
    }
    Table table = new Table("WHEN", "WHAT", "WHERE", "ON", "BY", "THEN");
    int[] left = {limit};
    result
        .entries()
        .each(
            entry -> {
              table.add(cells(entry));
              return --left[0] > 0;
            });
    out.print(table.render(shell.paint()));
    int more = result.entries().size() - limit;
    if (more > 0) {
      out.println("and " + amount(more) + " more: --limit, -o json");
    }
    out.println();
  }

  private Table.Cell[] cells(Entry entry) {
    return switch (entry) {
      case Entry.Asked asked ->
          row(
              asked,
              new Table.Cell(asked.ruling().words(), paint(asked.ruling())),
              asked.action(),
              asked.target(),
              asked.playbook(),
              then(asked));
      case Entry.Page page ->
          row(
              page,
              Table.Cell.of("page"),
              page.group(),
              page.subject(),
              page.playbook(),
              page.text());
      case Entry.NotPossible not ->
          row(not, Table.Cell.of("not possible"), not.action(), "", not.playbook(), not.why());
      case Entry.TakenOut out ->
          row(
              out,
              new Table.Cell("playbook failed", shell.paint()::red),
              "",
              "",
              out.playbook(),
              out.why());
    };
  }

  private Table.Cell[] row(
      Entry entry, Table.Cell what, String where, String on, String by, String then) {
    return new Table.Cell[] {
      Table.Cell.of(times.full(entry.at())),
      what,
      Table.Cell.of(where),
      Table.Cell.of(on),
      Table.Cell.of(by),
      Table.Cell.of(then)
    };
  }

  private String then(Entry.Asked asked) {
    String guard = asked.guard().isEmpty() ? "" : asked.guard() + ": " + asked.why() + "; ";
    return guard
        + asked.steps().stream()
            .filter(step -> !step.what().equals("allowed") && !step.what().equals("denied"))
            .map(
                step ->
                    times.clock(step.at()).substring(0, 8)
                        + " "
                        + step.what()
                        + (step.whom().isEmpty() ? "" : " " + String.join(", ", step.whom())))
            .collect(Collectors.joining(", "));
  }

  private void foot(Summary summary) {
    summary.unreadable().forEach(line -> out.println(shell.paint().red(PlainText.of(line))));
    if (summary.counts().forgotten() > 0) {
      out.println(
          shell.paint().red(amount(summary.counts().forgotten()) + " responses were not followed"));
    }
    out.println("Nothing was done. Taken for granted:");
    summary.assumptions().forEach(line -> out.println("- " + line));
  }
}
