package io.nightjar.rehearse;

import io.nightjar.http.Html;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A rehearsal as one HTML file that loads nothing and runs nothing: for whoever has to say whether
 * a playbook may act at three in the morning. Everything that was named elsewhere is escaped.
 */
public final class BacktestPage {

  /** What a browser has to let it do: nothing but take its style. */
  public static final String POLICY = BacktestStyle.POLICY;

  /** More single lines make a page that no browser likes; the JSON has them all. */
  private static final int LINES_AT_MOST = 2_000;

  private static final int ROWS = 25;

  private final Summary summary;
  private final PrintWriter out;
  private final ZoneId zone;
  private final DateTimeFormatter full;
  private final DateTimeFormatter clock;

  private BacktestPage(Summary summary, ZoneId zone, PrintWriter out) {
    this.summary = summary;
    this.zone = zone;
    this.out = out;
    this.full = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    this.clock = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  /** Writes the page, entry by entry. */
  public static void write(Backtested result, ZoneId zone, PrintWriter out) throws IOException {
    new BacktestPage(result.summary(), zone, out).page(result.entries());
  }

  private static String text(String plain) {
    return Html.text(plain);
  }

  private void page(Spool entries) throws IOException {
    out.print(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\""
            + BacktestStyle.POLICY
            + "\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            + "<meta name=\"robots\" content=\"noindex\">"
            + "<title>Rehearsal of playbooks · Nightjar</title><style>"
            + BacktestStyle.CSS
            + "</style></head><body><main>\n<h1>Rehearsal of playbooks</h1>\n");
    head();
    if (summary.from() != null && summary.to() != null) {
      numbers();
      out.print(new Timeline(summary, zone).svg());
      tables();
      lines(entries);
    }
    foot();
    out.print("</main></body></html>\n");
  }

  private void head() {
    if (summary.from() == null || summary.to() == null) {
      out.print("<p>Nothing was detected, so there was nothing to decide.</p>\n");
      return;
    }
    out.print(
        "<p class=\"sub\">"
            + text(full.format(summary.from()))
            + " to "
            + text(full.format(summary.to()))
            + " ("
            + text(zone.getId())
            + "). <strong>Nothing of this was done.</strong></p>\n");
    for (String line : summary.unreadable()) {
      out.print("<p class=\"warn\">" + text(line) + "</p>\n");
    }
  }

  private static String amount(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void numbers() {
    out.print("<div class=\"tiles\">");
    tile(summary.counts().detections(), "detections", "");
    for (Ruling ruling : Ruling.values()) {
      tile(summary.rulings().of(ruling), ruling.words(), ruling.words());
    }
    tile(summary.counts().pages(), "pages", "");
    out.print("</div>\n<p class=\"sub\">");
    out.print(
        text(
            amount(summary.counts().passedOver())
                + " detections are of rules that no playbook looks at, "
                + amount(summary.counts().collapsed())
                + " are the same as others beside them. In the end: "
                + (summary.ends().isEmpty() ? "nothing asked" : ends())
                + "."));
    out.print("</p>\n");
  }

  private String ends() {
    return summary.ends().entrySet().stream()
        .map(each -> amount(each.getValue()) + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  private void tile(long number, String words, String kind) {
    String colour = kind.isEmpty() ? "" : " " + kind;
    out.print("<div class=\"tile" + colour + "\"><b>" + amount(number) + "</b>" + words + "</div>");
  }

  private void tables() {
    table(
        "What would have been asked for",
        List.of("Count", "Ruling", "Action", "Playbook"),
        summary.groups(),
        group ->
            List.of(
                amount(group.count()), group.ruling().words(), group.action(), group.playbook()));
    table(
        "Which guard decided",
        List.of("Count", "Ruling", "Guard"),
        summary.guards().stream().filter(each -> !each.guard().isEmpty()).toList(),
        each -> List.of(amount(each.count()), each.ruling().words(), each.guard()));
    table(
        "Who would have been asked or told",
        List.of("Asked", "Escalated", "Paged", "Who"),
        summary.people(),
        each ->
            List.of(
                amount(each.asked()), amount(each.escalated()), amount(each.paged()), each.who()));
    tallies("Noisiest workloads", "Workload", summary.workloads());
    tallies("Namespaces", "Namespace", summary.namespaces());
  }

  private void tallies(String title, String what, List<Summary.Named> rows) {
    table(
        title,
        List.of("Requests", "Allowed", "Dry run", "Asked", "Denied", "Joined", what),
        rows,
        each ->
            List.of(
                amount(each.rulings().sum()),
                amount(each.rulings().of(Ruling.ALLOWED)),
                amount(each.rulings().of(Ruling.DRY_RUN)),
                amount(each.rulings().of(Ruling.ASKED)),
                amount(each.rulings().of(Ruling.DENIED)),
                amount(each.rulings().of(Ruling.JOINED)),
                each.name().isEmpty() ? "(none)" : each.name()));
  }

  private <T> void table(
      String title, List<String> names, List<T> rows, Function<T, List<String>> cells) {
    if (rows.isEmpty()) {
      return;
    }
    out.print("<h2>" + text(title) + "</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\"");
    out.print(" aria-label=\"" + text(title) + "\"><table><thead><tr>");
    names.forEach(name -> out.print("<th>" + text(name) + "</th>"));
    out.print("</tr></thead><tbody>\n");
    for (T row : rows.subList(0, Math.min(ROWS, rows.size()))) {
      out.print("<tr>");
      cells.apply(row).forEach(cell -> out.print("<td>" + text(cell) + "</td>"));
      out.print("</tr>\n");
    }
    out.print("</tbody></table></div>\n");
    if (rows.size() > ROWS) {
      out.print("<p class=\"sub\">and " + amount(rows.size() - ROWS) + " more</p>\n");
    }
  }

  private void lines(Spool entries) throws IOException {
    if (entries.size() == 0) {
      return;
    }
    out.print("<h2>One by one</h2>\n<ol class=\"lines\">\n");
    int[] left = {LINES_AT_MOST};
    String[] day = {""};
    entries.each(
        entry -> {
          String today = full.format(entry.at()).substring(0, 10);
          if (!today.equals(day[0])) {
            day[0] = today;
            out.print("<li class=\"day\">" + text(today) + "</li>\n");
          }
          line(entry);
          return --left[0] > 0;
        });
    out.print("</ol>\n");
    if (entries.size() > LINES_AT_MOST) {
      out.print(
          "<p class=\"sub\">and "
              + amount(entries.size() - LINES_AT_MOST)
              + " more; <code>-o json</code> has all of them</p>\n");
    }
  }

  private void line(Entry entry) {
    switch (entry) {
      case Entry.Asked asked -> asked(asked);
      case Entry.Page page ->
          simple(
              page,
              "page",
              page.group() + " about " + page.subject(),
              page.text(),
              page.playbook());
      case Entry.NotPossible not ->
          simple(not, "not possible", not.action(), not.why(), not.playbook());
      case Entry.TakenOut taken ->
          simple(taken, "playbook failed", taken.playbook(), taken.why(), taken.playbook());
    }
  }

  private void simple(Entry entry, String kind, String what, String why, String by) {
    out.print(
        "<li><time>"
            + text(clock.format(entry.at()))
            + "</time><span class=\"tag\">"
            + text(kind)
            + "</span><div><b>"
            + text(what)
            + "</b><p>"
            + text(why)
            + "</p><p class=\"sub\">"
            + text(by)
            + "</p></div></li>\n");
  }

  private void asked(Entry.Asked asked) {
    String guard =
        asked.guard().isEmpty() ? "every guard passed" : asked.guard() + ": " + asked.why();
    out.print(
        "<li><time>"
            + text(clock.format(asked.at()))
            + "</time><span class=\"tag "
            + asked.ruling().words()
            + "\">"
            + text(asked.ruling().words())
            + "</span><div><b>"
            + text(asked.action() + " on " + asked.target())
            + "</b><p>"
            + text(asked.because())
            + "</p><p class=\"sub\">"
            + text(asked.playbook() + ", rule \"" + asked.rule() + "\". " + guard)
            + (asked.notJudged().isEmpty()
                ? ""
                : text(". Not judged: " + String.join(", ", asked.notJudged())))
            + "</p>"
            + steps(asked)
            + "</div></li>\n");
  }

  private String steps(Entry.Asked asked) {
    String later =
        asked.steps().stream()
            .filter(step -> !Map.of("allowed", 1, "denied", 1).containsKey(step.what()))
            .map(step -> when(asked, step) + " " + words(step))
            .collect(Collectors.joining(" → "));
    return later.isEmpty() ? "" : "<p class=\"then\">" + text(later) + "</p>";
  }

  private String when(Entry.Asked asked, Entry.Step step) {
    boolean sameDay =
        full.format(asked.at()).substring(0, 10).equals(full.format(step.at()).substring(0, 10));
    return (sameDay ? clock : full).format(step.at().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String words(Entry.Step step) {
    return step.what() + (step.whom().isEmpty() ? "" : " " + String.join(", ", step.whom()));
  }

  private void foot() {
    out.print("<h2>Taken for granted</h2>\n<ul>\n");
    summary.assumptions().forEach(line -> out.print("<li>" + text(line) + "</li>\n"));
    out.print(
        "</ul>\n<p class=\"sub\">Playbooks "
            + text(String.join(", ", summary.playbooks()))
            + " <code>"
            + text(summary.digest())
            + "</code></p>\n");
  }
}
