package io.nightjar.cli;

import io.nightjar.config.Suggestion;
import io.nightjar.rules.field.FieldGuide;
import io.nightjar.rules.field.FieldGuide.Entry;
import io.nightjar.rules.field.RuleSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar rules fields}. */
@Command(
    name = "fields",
    mixinStandardHelpOptions = true,
    description = "Lists the fields that conditions and outputs can name.",
    footer = {
      "",
      "Examples:",
      "  nightjar rules fields proc.",
      "  nightjar rules fields 'fd.*port'",
      "  nightjar rules fields --source k8s_audit -o json",
    })
final class RulesFieldsCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "syscall or k8s_audit; default: both.")
  @Nullable String source;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "A part of the name, or with * the whole of it.")
  @Nullable String pattern;

  RulesFieldsCommand(Shell shell) {
    this.shell = shell;
  }

  /** A field of a source. */
  record Row(
      String name,
      String source,
      String type,
      String argument,
      String meaning,
      String example,
      String neverKnown,
      boolean refused) {}

  @Override
  public Integer call() throws UsageFailure {
    List<Row> all = new ArrayList<>();
    for (RuleSource wanted : sources()) {
      FieldGuide.entries(wanted).forEach(entry -> all.add(row(entry, wanted)));
    }
    List<Row> rows = all.stream().filter(row -> fits(row.name())).toList();
    if (rows.isEmpty()) {
      throw new UsageFailure(
          "there is no field " + pattern + "; " + near(all.stream().map(Row::name).toList()));
    }
    shell.out().print(output.render(rows, () -> table(rows)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private List<RuleSource> sources() throws UsageFailure {
    String wanted = source;
    if (wanted == null) {
      return List.of(RuleSource.values());
    }
    RuleSource found = RuleSource.of(wanted);
    if (found == null) {
      String known =
          Arrays.stream(RuleSource.values())
              .map(RuleSource::symbol)
              .collect(Collectors.joining(", "));
      throw new UsageFailure("there is no source " + wanted + "; there are " + known);
    }
    return List.of(found);
  }

  private boolean fits(String name) {
    String wanted = pattern;
    if (wanted == null) {
      return true;
    }
    String lower = wanted.toLowerCase(Locale.ROOT);
    if (!lower.contains("*")) {
      return name.toLowerCase(Locale.ROOT).contains(lower);
    }
    String regex =
        Arrays.stream(lower.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.matches(regex, name.toLowerCase(Locale.ROOT));
  }

  private String near(List<String> names) {
    String hint = Suggestion.didYouMean(pattern == null ? "" : pattern, names);
    return hint.isEmpty() ? "nightjar rules fields shows all" : hint;
  }

  private static Row row(Entry entry, RuleSource of) {
    return new Row(
        entry.name(),
        of.symbol(),
        entry.type(),
        entry.argument(),
        entry.meaning(),
        entry.example(),
        entry.absence(),
        entry.refused());
  }

  private String table(List<Row> rows) {
    Table table = new Table("FIELD", "SOURCE", "TYPE", "EXAMPLE", "MEANING");
    for (Row row : rows) {
      String never = row.refused() ? " Refused in conditions: " : " Never known: ";
      table.add(
          Table.Cell.of(row.name() + (row.neverKnown().isEmpty() ? brackets(row.argument()) : "")),
          Table.Cell.of(row.source()),
          Table.Cell.of(row.type()),
          Table.Cell.of(row.example().isEmpty() ? "-" : row.example()),
          Table.Cell.of(
              row.neverKnown().isEmpty()
                  ? row.meaning()
                  : row.meaning() + never + row.neverKnown() + "."));
    }
    return table.render(shell.paint());
  }

  private static String brackets(String argument) {
    return switch (argument) {
      case "required" -> "[…]";
      case "optional" -> "[…]?";
      default -> "";
    };
  }
}
