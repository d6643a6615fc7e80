package io.nightjar.cli;

import io.nightjar.cli.capture.ComparedReplay;
import io.nightjar.tune.Effect;
import io.nightjar.tune.GroupKey;
import io.nightjar.tune.KnownAttacks;
import io.nightjar.tune.LooseExceptions;
import io.nightjar.tune.Noise;
import io.nightjar.tune.Proposal;
import io.nightjar.tune.Report;
import io.nightjar.tune.Seen;
import io.nightjar.tune.Trial;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What tuning found, for people. */
final class TunePage {
  private static final int MISSED = 8;
  private static final int VALUES = 240;

  private final Shell shell;
  private final Times times;
  private final int limit;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param limit rows of a table
   */
  TunePage(Shell shell, int limit) {
    this.shell = shell;
    this.times = new Times(shell.zone());
    this.limit = limit;
  }

  String render(Report report, List<ComparedReplay.Result> captures) {
    seen(report.seen());
    if (report.noisy().isEmpty()) {
      return page.append("nothing was detected\n").toString();
    }
    heading("How much looks like noise");
    page.append(noisy(report.noisy()));
    if (!report.rare().isEmpty()) {
      heading("Rare, and therefore worth a look");
      page.append(rare(report.rare()));
    }
    heading("Exceptions");
    if (report.proposals().isEmpty()) {
      page.append("nothing has enough points for a proposal\n");
    }
    report.proposals().forEach(this::proposal);
    long proposed =
        report.proposals().stream()
            .filter(one -> one.standing() == Proposal.Standing.PROPOSED)
            .count();
    if (proposed > 0) {
      heading(proposed + " proposed; together they silence");
      effect(report.together());
      page.append("As a rule file to read, shorten and load: -o yaml\n");
    }
    captures.forEach(this::capture);
    return page.toString();
  }

  String render(Trial trial, List<ComparedReplay.Result> captures) {
    seen(trial.seen());
    heading("With this file");
    effect(trial.effect());
    String verdict =
        trial.effect().isDangerous()
            ? shell.paint().red("dangerous: it hides what must be seen")
            : shell.paint().green("no known attack is missed, and names alone meet no exception");
    page.append(verdict).append('\n');
    captures.forEach(this::capture);
    return page.toString();
  }

  private void heading(String text) {
    page.append('\n').append(shell.paint().bold(text)).append('\n');
  }

  private void seen(Seen seen) {
    page.append(times.full(seen.from())).append(" to ").append(times.full(seen.to()));
    page.append(": ").append(amount(seen.detections(), "detection"));
    page.append(", ").append(amount(seen.responses(), "response")).append('\n');
    if (seen.earliest() != null && seen.detections() > 0) {
      page.append("the earliest is of ").append(times.full(seen.earliest())).append('\n');
    }
    note(seen.silent(), "would not be raised by the rules as they are now, and are left out");
    note(seen.forgotten(), "of small groups found no room, so the rare ones are not complete");
    note(seen.unreadable(), "cannot be read");
    if (!seen.allResponses()) {
      page.append("older responses were too many to be looked at\n");
    }
  }

  private void note(long count, String text) {
    if (count > 0) {
      page.append(amount(count, "detection")).append(' ').append(text).append('\n');
    }
  }

  private String noisy(List<Noise> groups) {
    Table table =
        new Table("SCORE", "COUNT", "PODS", "NODES", "DAYS", "RULE", "WHERE", "PROCESS", "WHAT");
    for (Noise noise : groups.stream().limit(limit).toList()) {
      table.add(
          Table.Cell.of(Integer.toString(noise.score().points())),
          Table.Cell.of(number(noise.count())),
          Table.Cell.of(number(noise.spread().pods())),
          Table.Cell.of(number(noise.spread().nodes())),
          Table.Cell.of(noise.spread().days() + "/" + noise.spread().ofDays()),
          Table.Cell.of(noise.key().rule()),
          Table.Cell.of(where(noise.key())),
          Table.Cell.of(noise.key().lineage()),
          Table.Cell.of(noise.key().shape()));
    }
    return table.render(shell.paint());
  }

  private String rare(List<Noise> groups) {
    Table table = new Table("PRIORITY", "LAST", "COUNT", "RULE", "WHERE", "PROCESS", "WHAT");
    for (Noise noise : groups.stream().limit(limit).toList()) {
      table.add(
          new Table.Cell(
              noise.priority().name().toLowerCase(Locale.ROOT),
              text -> shell.paint().priority(noise.priority(), text)),
          Table.Cell.of(times.full(noise.last())),
          Table.Cell.of(number(noise.count())),
          Table.Cell.of(noise.key().rule()),
          Table.Cell.of(where(noise.key())),
          Table.Cell.of(noise.key().lineage()),
          Table.Cell.of(noise.key().shape()));
    }
    return table.render(shell.paint());
  }

  private static String where(GroupKey key) {
    String image = key.image();
    if (image.isEmpty() && key.namespace().isEmpty()) {
      return "in no known pod";
    }
    String place = key.namespace() + (key.container().isEmpty() ? "" : "/" + key.container());
    return image.isEmpty() ? place : place + " " + image;
  }

  private void proposal(Proposal one) {
    Noise noise = one.noise();
    String standing = one.standing().words();
    page.append('\n')
        .append(shell.paint().bold(PlainText.of(one.name())))
        .append("  ")
        .append(
            switch (one.standing()) {
              case PROPOSED -> shell.paint().green(standing);
              case HELD_BACK -> shell.paint().yellow(standing);
              case DANGEROUS, REFUSED -> shell.paint().red(standing);
            })
        .append('\n');
    line("rule", noise.key().rule());
    line("what", noise.key().lineage() + ": " + noise.key().shape());
    line("where", where(noise.key()));
    line("score", noise.score().points() + ": " + noise.score().words());
    line("rhythm", noise.spread().rhythm().words());
    line("people", noise.said().words());
    one.why().forEach(why -> line("but", why));
    if (one.standing() != Proposal.Standing.REFUSED) {
      line("fields", String.join(", ", one.fields()));
      one.rows()
          .forEach(
              row ->
                  line(
                      "values",
                      number(row.seen()) + " × " + PlainText.cut(values(row.values()), VALUES)));
      line("left", amount(one.leftOut(), "detection") + " of it are still raised");
      one.abuse().forEach(abuse -> line("abuse", abuse));
      effect(one.effect());
    }
  }

  private static String values(List<String> values) {
    return String.join(" | ", values);
  }

  private void effect(Effect effect) {
    line("silences", amount(effect.silenced(), "detection"));
    effect.which().stream()
        .limit(limit)
        .forEach(
            which ->
                line(
                    "",
                    number(which.detections())
                        + " × "
                        + which.rule()
                        + ", "
                        + which.where()
                        + ", "
                        + which.lineage()));
    if (effect.unjudged() > 0) {
      line("unjudged", amount(effect.unjudged(), "detection") + " cannot be judged");
    }
    line("gone", amount(effect.gone().size(), "response") + byWord(effect.gone()));
    effect.gone().stream()
        .limit(limit)
        .forEach(
            gone ->
                line(
                    "",
                    gone.response()
                        + " "
                        + gone.playbook()
                        + " "
                        + gone.action()
                        + ", "
                        + gone.state()
                        + (gone.word().isEmpty() ? "" : ", " + gone.word() + " by " + gone.who())));
    if (effect.partly() > 0) {
      line("partly", amount(effect.partly(), "response") + " lose some of their detections");
    }
    effect.loose().stream().limit(limit).forEach(this::loose);
    effect.missed().stream().limit(MISSED).forEach(this::missed);
    if (effect.missed().size() > MISSED) {
      line("missed", "and " + (effect.missed().size() - MISSED) + " more");
    }
  }

  private void loose(LooseExceptions.Loose loose) {
    page.append(shell.paint().red(Table.pad("  loose", 12)));
    page.append(PlainText.of("anybody in a container can meet this: " + loose.condition()));
    page.append(PlainText.of(" (" + loose.rule() + ")")).append('\n');
  }

  private static String byWord(List<Effect.Gone> gone) {
    return gone.stream()
        .filter(one -> !one.word().isEmpty())
        .collect(Collectors.groupingBy(Effect.Gone::word, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(one -> ", " + one.getKey() + " " + one.getValue())
        .collect(Collectors.joining());
  }

  private void missed(KnownAttacks.Missed missed) {
    page.append(shell.paint().red(Table.pad("  missed", 12)));
    page.append(PlainText.of(missed.attack() + ", " + missed.where())).append('\n');
  }

  private void capture(ComparedReplay.Result result) {
    heading(PlainText.of(result.file()));
    line("events", number(result.events()) + (result.whole() ? "" : ", not read to its end"));
    line(
        "alerts",
        number(result.alertsBefore()) + " now, " + number(result.alertsAfter()) + " then");
    result
        .rules()
        .forEach(
            (rule, alerts) -> line("", rule + ": " + alerts.before() + " → " + alerts.after()));
  }

  private void line(String name, String text) {
    page.append(Table.pad("  " + name, 12)).append(PlainText.of(text)).append('\n');
  }

  private static String amount(long count, String one) {
    return number(count) + " " + one + (count == 1 ? "" : "s");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
