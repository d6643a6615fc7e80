package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.RuleReading.Ask;
import io.nightjar.playbook.dialect.RuleReading.Calendar;
import io.nightjar.playbook.dialect.RuleReading.Count;
import io.nightjar.playbook.dialect.RuleReading.Element;
import io.nightjar.playbook.dialect.RuleReading.Fact;
import io.nightjar.playbook.dialect.RuleReading.Group;
import io.nightjar.playbook.dialect.RuleReading.Modifier;
import io.nightjar.playbook.dialect.RuleReading.OtherSaid;
import io.nightjar.playbook.dialect.RuleReading.Page;
import io.nightjar.playbook.dialect.RuleReading.Said;
import io.nightjar.playbook.dialect.Token.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AccumulateDescr.AccumulateFunctionCallDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.jspecify.annotations.Nullable;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Makes {@link RuleReading}s of a playbook's text. */
final class DrlReader {
  private final Source source;

  /** Where the last constraint that was found ends: equal ones are told apart by their order. */
  private int found;

  DrlReader(Source source) {
    this.source = source;
  }

  List<RuleReading> rules() {
    PackageDescr parsed;
    try {
      parsed = new DrlParser(LanguageLevelOption.DRL6).parse(false, source.text());
    } catch (DroolsParserException e) {
      throw new IllegalStateException("a checked playbook cannot be parsed", e);
    }
    List<RuleReading> rules = new ArrayList<>();
    for (RuleDescr rule : parsed.getRules()) {
      rules.add(rule(rule));
    }
    return rules;
  }

  private RuleReading rule(RuleDescr rule) {
    int start = source.offset(rule.getLine(), rule.getColumn());
    found = start;
    List<Calendar> calendars = calendars(rule);
    List<Element> when = elements(rule.getLhs());
    return new RuleReading(rule.getName(), start, calendars, when, consequence(rule));
  }

  private List<Calendar> calendars(RuleDescr rule) {
    List<Calendar> calendars = new ArrayList<>();
    AttributeDescr attribute = rule.getAttributes().get("calendars");
    if (attribute != null) {
      for (String name : RuleNames.quoted(attribute.getValue())) {
        calendars.add(new Calendar(name, find('"' + name + '"')));
      }
    }
    return calendars;
  }

  private List<Element> elements(@Nullable ConditionalElementDescr parent) {
    List<Element> elements = new ArrayList<>();
    if (parent != null) {
      for (Object child : parent.getDescrs()) {
        element((BaseDescr) child).ifPresent(elements::add);
      }
    }
    return elements;
  }

  private Optional<Element> element(BaseDescr element) {
    int offset = Math.max(element.getStartCharacter(), found);
    return switch (element) {
      case PatternDescr pattern -> Optional.of(pattern(pattern, offset));
      case AndDescr and -> group(RuleReading.Kind.ALL, and, offset);
      case OrDescr or -> group(RuleReading.Kind.ANY, or, offset);
      case NotDescr not -> group(RuleReading.Kind.NONE, not, offset);
      case ExistsDescr exists -> group(RuleReading.Kind.SOME, exists, offset);
      default -> Optional.empty();
    };
  }

  private Optional<Element> group(
      RuleReading.Kind kind, ConditionalElementDescr parent, int offset) {
    return Optional.of(new Group(kind, elements(parent), offset));
  }

  private Element pattern(PatternDescr pattern, int offset) {
    if (pattern.getSource() instanceof AccumulateDescr accumulate) {
      Element of =
          element(accumulate.getInput())
              .orElseThrow(() -> new IllegalStateException("a count of nothing"));
      AccumulateFunctionCallDescr function = accumulate.getFunctions().getFirst();
      boolean distinct = !function.getFunction().equals("count");
      String what = distinct ? String.join(", ", function.getParams()).strip() : "";
      return new Count(of, what, function.getBind(), terms(pattern), offset);
    }
    Optional<Duration> over =
        pattern.getBehaviors().stream()
            .flatMap(each -> each.getParameters().stream())
            .flatMap(text -> Durations.parse(text.strip()).stream())
            .findFirst();
    return new Fact(pattern.getIdentifier(), pattern.getObjectType(), terms(pattern), over, offset);
  }

  private List<Term> terms(PatternDescr pattern) {
    List<Term> terms = new ArrayList<>();
    for (Object child : pattern.getConstraint().getDescrs()) {
      if (child instanceof ExprConstraintDescr constraint) {
        String text = constraint.getExpression();
        int at = find(text);
        terms.add(TermReader.read(text, at));
      }
    }
    return terms;
  }

  private int find(String text) {
    int at = source.text().indexOf(text, found);
    if (at < 0) {
      return found;
    }
    found = at + text.length();
    return at;
  }

  private List<Said> consequence(RuleDescr rule) {
    String text = rule.getConsequence() == null ? "" : rule.getConsequence().toString();
    int base = source.offset(rule.getConsequenceLine(), 0);
    int at = text.isBlank() ? -1 : source.text().indexOf(text, base);
    try {
      return new SaidReader(text, Math.max(at, base)).all();
    } catch (DialectException e) {
      return List.of(new OtherSaid(text.strip(), base));
    }
  }

  /** Reads the sentences of one consequence. */
  private static final class SaidReader {
    private final Tokens tokens;
    private final String text;
    private final int base;

    SaidReader(String text, int base) throws DialectException {
      this.tokens = new Tokens(text);
      this.text = text;
      this.base = base;
    }

    List<Said> all() throws DialectException {
      List<Said> all = new ArrayList<>();
      while (tokens.peek().kind() != Kind.END) {
        all.add(sentence());
      }
      return all;
    }

    private Said sentence() throws DialectException {
      Token start = tokens.take();
      List<Modifier> calls = new ArrayList<>();
      List<String> variables = new ArrayList<>();
      while (tokens.takeIf(".")) {
        Token name = tokens.expect(Kind.NAME, "a name");
        calls.add(new Modifier(name.text(), arguments(variables)));
      }
      Token end = tokens.expect(";");
      int offset = base + start.offset();
      String about = variables.isEmpty() ? "" : variables.getFirst();
      boolean asks = calls.size() > 1 && calls.getFirst().name().equals("to");
      if (asks) {
        Modifier action = calls.get(1);
        List<Modifier> rest = calls.subList(2, calls.size());
        return new Ask(about, action.name(), action.arguments(), rest, offset);
      }
      if (calls.size() == 1
          && calls.getFirst().name().equals("page")
          && calls.getFirst().arguments().size() == 2) {
        List<String> said = calls.getFirst().arguments();
        return new Page(about, said.getFirst(), said.getLast(), offset);
      }
      return new OtherSaid(text.substring(start.offset(), end.end()).strip(), offset);
    }

    private List<String> arguments(List<String> variables) throws DialectException {
      List<String> texts = new ArrayList<>();
      tokens.expect("(");
      while (!tokens.takeIf(")")) {
        Token token = tokens.take();
        switch (token.kind()) {
          case TEXT -> texts.add(token.text());
          case VARIABLE -> variables.add(token.text());
          case NAME, NUMBER, SYMBOL -> {}
          case END -> throw tokens.unexpected("')'");
        }
      }
      return texts;
    }
  }
}
