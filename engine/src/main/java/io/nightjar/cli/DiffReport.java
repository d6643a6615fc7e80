package io.nightjar.cli;

import io.nightjar.rehearse.Backtested;
import io.nightjar.rehearse.Comparison;
import io.nightjar.rehearse.Difference;
import io.nightjar.rehearse.Difference.Kind;
import io.nightjar.rehearse.Entry;
import io.nightjar.rehearse.Ruling;
import io.nightjar.rehearse.Summary;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What two versions of playbooks do differently, the sums first. */
final class DiffReport {

  private final Shell shell;
  private final PrintWriter out;
  private final Times times;
  private final int limit;
  private final Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
  private final Map<String, Map<Kind, Long>> byPlaybook = new TreeMap<>();
  private long same;

  DiffReport(Shell shell, int limit) {
    this.shell = shell;
    this.out = shell.out();
    this.times = new Times(shell.zone());
    this.limit = limit;
  }

  /** Prints it for people and says whether both ask for the same. */
  boolean table(Backtested before, Backtested after) throws IOException {
    Table lines = new Table("", "WHEN", "WHAT", "ON", "BY", "DIFFERENT");
    int[] left = {limit};
    same =
        Comparison.of(
            before.entries(),
            after.entries(),
            difference -> {
              count(difference);
              if (left[0]-- > 0) {
                lines.add(cells(difference));
              }
            });
    head(before.summary(), after.summary());
    if (isSame()) {
      return true;
    }
    playbooks();
    out.print(lines.render(shell.paint()));
    if (left[0] < 0) {
      out.println("and " + amount(-left[0]) + " more: --limit, -o json");
    }
    return false;
  }

  private boolean isSame() {
    return kinds.isEmpty();
  }

  private void count(Difference difference) {
    kinds.merge(difference.kind(), 1L, Long::sum);
    byPlaybook
        .computeIfAbsent(difference.either().playbook(), playbook -> new EnumMap<>(Kind.class))
        .merge(difference.kind(), 1L, Long::sum);
  }

  private static String amount(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private long of(Map<Kind, Long> counts, Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private void head(Summary before, Summary after) {
    if (before.from() != null && before.to() != null) {
      out.println(
          shell.paint().bold(times.full(before.from()) + "  to  " + times.full(before.to()))
              + "  "
              + shell.zone());
    }
    out.println(
        amount(before.counts().detections())
            + " detections. Responses: "
            + amount(same)
            + " the same, "
            + amount(of(kinds, Kind.ADDED))
            + " added, "
            + amount(of(kinds, Kind.GONE))
            + " gone, "
            + amount(of(kinds, Kind.CHANGED))
            + " changed");
    out.println("old: " + rulings(before));
    out.println("new: " + rulings(after));
    out.println();
  }

  private static String rulings(Summary summary) {
    Map<String, Long> words = new LinkedHashMap<>();
    for (Ruling ruling : Ruling.values()) {
      words.put(ruling.words(), summary.rulings().of(ruling));
    }
    words.put("pages", summary.counts().pages());
    return words.entrySet().stream()
        .map(each -> amount(each.getValue()) + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  private void playbooks() {
    Table table = new Table("ADDED", "GONE", "CHANGED", "PLAYBOOK");
    byPlaybook.forEach(
        (playbook, counts) ->
            table.add(
                Table.Cell.of(amount(of(counts, Kind.ADDED))),
                Table.Cell.of(amount(of(counts, Kind.GONE))),
                Table.Cell.of(amount(of(counts, Kind.CHANGED))),
                Table.Cell.of(playbook)));
    out.print(table.render(shell.paint()));
    out.println();
  }

  private Table.Cell[] cells(Difference difference) {
    Entry.Asked there = difference.either();
    return new Table.Cell[] {
      sign(difference.kind()),
      Table.Cell.of(times.full(there.at())),
      Table.Cell.of(there.action()),
      Table.Cell.of(there.target()),
      Table.Cell.of(there.playbook()),
      Table.Cell.of(
          difference.changes().isEmpty()
              ? there.ruling().words()
              : difference.changes().stream()
                  .map(change -> change.what() + ": " + change.before() + " → " + change.after())
                  .collect(Collectors.joining("; ")))
    };
  }

  private Table.Cell sign(Kind kind) {
    UnaryOperator<String> paint =
        switch (kind) {
          case ADDED -> shell.paint()::green;
          case GONE -> shell.paint()::red;
          case CHANGED -> shell.paint()::yellow;
        };
    String sign =
        switch (kind) {
          case ADDED -> "+";
          case GONE -> "-";
          case CHANGED -> "~";
        };
    return new Table.Cell(sign, paint);
  }

  /** Prints one document with a difference a line, and says whether both ask for the same. */
  boolean json(Backtested before, Backtested after) throws IOException {
    out.print("{\"differences\":[");
    String[] between = {"\n"};
    same =
        Comparison.of(
            before.entries(),
            after.entries(),
            difference -> {
              count(difference);
              out.print(between[0] + BacktestJson.line(difference));
              between[0] = ",\n";
            });
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("same", same);
    for (Kind kind : Kind.values()) {
      counts.put(kind.name().toLowerCase(Locale.ROOT), of(kinds, kind));
    }
    out.print("\n],\n\"counts\":" + Json.write(counts));
    out.print(",\n\"old\":" + BacktestJson.line(before.summary()));
    out.print(",\n\"new\":" + BacktestJson.line(after.summary()) + "}\n");
    return isSame();
  }
}
