package io.nightjar.playbook.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.ParserError;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * The first of the two walls around playbooks: parses the author's text and accepts only what the
 * dialect knows. The second, the scan of the generated classes, would catch what slips through.
 */
public final class DialectCheck {
  private final Vocabulary vocabulary;

  public DialectCheck(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Every problem of one playbook, none when it may be compiled. */
  public List<Problem> check(Source source, Known known) {
    List<Problem> problems = new ArrayList<>(Bounds.exceededBy(source));
    problems.addAll(rawText(source));
    if (!problems.isEmpty()) {
      return problems;
    }
    DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
    PackageDescr parsed;
    try {
      parsed = parser.parse(false, source.text());
    } catch (DroolsParserException e) {
      return List.of(source.problemAt(0, 0, "this is not DRL: " + e.getMessage(), ""));
    }
    for (DroolsError error : parser.getErrors()) {
      problems.add(syntax(source, error));
    }
    if (parsed != null && problems.isEmpty()) {
      head(source, parsed, problems);
      rules(source, parsed, known, problems);
    }
    return problems.stream().distinct().sorted().toList();
  }

  /**
   * A unicode escape is turned into its character before Java looks for the end of a text or a
   * comment, so it could say something else to the compiler than to a reader of the playbook.
   */
  private static List<Problem> rawText(Source source) {
    List<Problem> problems = new ArrayList<>();
    String text = source.text();
    for (int at = text.indexOf("\\u"); at >= 0; at = text.indexOf("\\u", at + 1)) {
      problems.add(
          source.problem(
              at, "unicode escapes are not allowed", "write the character itself, in UTF-8"));
    }
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean hidden =
          (Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r')
              || Character.getType(c) == Character.FORMAT;
      if (hidden) {
        problems.add(
            source.problem(
                at,
                String.format(
                    Locale.ROOT, "the invisible character U+%04X is not allowed", (int) c),
                "it can make a playbook read differently from what it does"));
      }
    }
    return problems;
  }

  private static Problem syntax(Source source, DroolsError error) {
    String message = error.getMessage().replaceFirst("^\\[ERR \\d+\\] Line \\d+:\\d+ ", "");
    String hint =
        message.contains("'='")
            ? "one = is not a comparison, two are: =="
            : "before this place something is missing or too much";
    if (error instanceof ParserError at) {
      return source.problemAt(at.getRow(), at.getCol() + 1, "syntax: " + message, hint);
    }
    return source.problemAt(
        error.getLines().length > 0 ? error.getLines()[0] : 0, 0, "syntax: " + message, hint);
  }

  private static void head(Source source, PackageDescr parsed, List<Problem> problems) {
    String given = "the package, the imports and respond are given; remove this";
    if (!parsed.getName().isEmpty()) {
      problems.add(word(source, "package", "a playbook has no package line", given));
    }
    refuse(source, parsed.getImports(), "import", "a playbook imports nothing", given, problems);
    refuse(
        source,
        parsed.getFunctionImports(),
        "import",
        "a playbook imports nothing",
        given,
        problems);
    refuse(
        source,
        parsed.getAccumulateImports(),
        "import",
        "a playbook imports nothing",
        given,
        problems);
    refuse(
        source, parsed.getGlobals(), "global", "a playbook declares no globals", given, problems);
    String only = "a playbook holds rules only; conditions decide, consequences ask";
    refuse(source, parsed.getFunctions(), "function", "functions are not allowed", only, problems);
    refuse(
        source,
        parsed.getTypeDeclarations(),
        "declare",
        "declarations are not allowed",
        only,
        problems);
    refuse(
        source,
        parsed.getEnumDeclarations(),
        "declare",
        "declarations are not allowed",
        only,
        problems);
    refuse(
        source,
        parsed.getEntryPointDeclarations(),
        "declare",
        "declarations are not allowed",
        only,
        problems);
    refuse(
        source,
        parsed.getWindowDeclarations(),
        "declare",
        "declarations are not allowed",
        only,
        problems);
    refuse(
        source,
        parsed.getAttributes(),
        "",
        "attributes stand in rules, not in front of them",
        "only calendars \"night\" is allowed, inside a rule",
        problems);
    if (parsed.getUnit() != null) {
      problems.add(word(source, "unit", "rule units are not part of playbooks", "remove the line"));
    }
  }

  private static Problem word(Source source, String word, String message, String hint) {
    return source.problem(Math.max(source.text().indexOf(word), 0), message, hint);
  }

  private static void refuse(
      Source source,
      Iterable<? extends BaseDescr> found,
      String word,
      String message,
      String hint,
      List<Problem> problems) {
    for (BaseDescr descr : found) {
      int at = descr.getStartCharacter();
      int wordAt = word.isEmpty() || at < 0 ? at : source.text().lastIndexOf(word, Math.max(at, 0));
      if (at >= 0) {
        problems.add(source.problem(Math.max(wordAt, 0), message, hint));
      } else if (descr.getLine() > 0) {
        problems.add(source.problemAt(descr.getLine(), 1, message, hint));
      } else {
        problems.add(word(source, word, message, hint));
      }
    }
  }

  private void rules(Source source, PackageDescr parsed, Known known, List<Problem> problems) {
    if (parsed.getRules().isEmpty() && problems.isEmpty()) {
      problems.add(
          source.problemAt(0, 0, "there is no rule in this file", "rule \"…\" when … then … end"));
    }
    if (parsed.getRules().size() > Bounds.RULES) {
      problems.add(
          source.problemAt(
              parsed.getRules().get(Bounds.RULES).getLine(),
              1,
              "there are more than " + Bounds.RULES + " rules in this file",
              "split it into several playbooks"));
      return;
    }
    Set<String> names = new HashSet<>();
    for (RuleDescr rule : parsed.getRules()) {
      if (!names.add(rule.getName().toLowerCase(Locale.ROOT))) {
        problems.add(
            source.problemAt(
                rule.getLine(),
                rule.getColumn() + 1,
                "a second rule is called '" + rule.getName() + "'",
                "names tell people which rule asked, so each has its own"));
      }
      problems.addAll(new RuleCheck(source, rule, vocabulary, known).check());
    }
  }
}
