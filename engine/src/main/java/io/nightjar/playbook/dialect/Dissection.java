package io.nightjar.playbook.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * A rule taken apart: the same rule with only its first conditions, one more each time, so that the
 * rule engine itself can say which of them is the first that is not met.
 *
 * @param rule name of the rule
 * @param steps in the order in which conditions are added
 */
public record Dissection(String rule, List<Step> steps) {

  /** What a step is about. */
  public enum Kind {
    /**
     * Whether the detection alone fits one place of the rule, with one more condition each time.
     */
    FITS,
    /** The conditions up to this one together. */
    MET,
    /** A count has come so far. */
    COUNTED,
    /** The whole rule, its calendars included. */
    WHOLE
  }

  /**
   * One step.
   *
   * @param element place of the condition in the rule, from 0
   * @param condition the author's text of what was added
   * @param drl a rule of the dialect that pages when its conditions are met
   */
  public record Step(Kind kind, int element, String condition, String drl) {}

  private static final int COUNTED_AT_MOST = 30;

  /** Every rule of a checked playbook. */
  public static List<Dissection> of(Source checked) {
    PackageDescr parsed;
    try {
      parsed = new DrlParser(LanguageLevelOption.DRL6).parse(false, checked.text());
    } catch (DroolsParserException e) {
      throw new IllegalStateException("a checked playbook cannot be parsed", e);
    }
    List<Dissection> all = new ArrayList<>();
    for (RuleDescr rule : parsed.getRules()) {
      all.add(new Dissection(rule.getName(), new Knife(rule).steps()));
    }
    return all;
  }

  /** Cuts one rule. */
  private static final class Knife {
    private final RuleDescr rule;
    private final List<BaseDescr> elements;
    private final List<Step> steps = new ArrayList<>();

    Knife(RuleDescr rule) {
      this.rule = rule;
      this.elements = children(rule.getLhs());
    }

    List<Step> steps() {
      for (int i = 0; i < elements.size(); i++) {
        if (elements.get(i) instanceof PatternDescr pattern
            && pattern.getSource() == null
            && pattern.getObjectType().equals("Detection")) {
          fits(i, pattern);
        }
      }
      List<String> before = new ArrayList<>();
      for (int i = 0; i < elements.size(); i++) {
        BaseDescr element = elements.get(i);
        if (element instanceof PatternDescr pattern
            && pattern.getSource() instanceof AccumulateDescr counting) {
          counted(i, before, counting, pattern);
        }
        before.add(text(element, i));
        add(Kind.MET, i, author(element), String.join("\n  ", before), "");
      }
      AttributeDescr calendars = rule.getAttributes().get("calendars");
      String attribute = calendars == null ? "" : "calendars " + quoted(calendars.getValue());
      add(Kind.WHOLE, elements.size(), attribute, String.join("\n  ", before), attribute);
      return steps;
    }

    private static String quoted(String value) {
      return RuleNames.quoted(value).stream()
          .map(name -> '"' + name + '"')
          .collect(Collectors.joining(", "));
    }

    private void fits(int element, PatternDescr pattern) {
      List<String> own = new ArrayList<>();
      add(Kind.FITS, element, "a Detection", pattern(pattern, element, own), "");
      for (String constraint : constraints(pattern)) {
        boolean binds = constraint.matches("(?s)\\s*\\$\\w+\\s*:.*");
        if (!binds && (constraint.contains("$") || constraint.strip().startsWith("this "))) {
          continue; // it is about another fact, too
        }
        own.add(constraint);
        if (!binds) {
          add(Kind.FITS, element, constraint, pattern(pattern, element, own), "");
        }
      }
    }

    private void counted(
        int element, List<String> before, AccumulateDescr counting, PatternDescr result) {
      String function = counting.getFunctions().getFirst().getBind();
      String all = String.join(", ", constraints(result));
      int wanted = number(all);
      for (int count = 1; count <= Math.min(wanted, COUNTED_AT_MOST); count++) {
        List<String> lines = new ArrayList<>(before);
        lines.add(accumulate(counting, function + " >= " + count));
        add(Kind.COUNTED, element, count + " of " + wanted, String.join("\n  ", lines), "");
      }
    }

    private static int number(String text) {
      String digits = text.replaceAll("(?s).*?(\\d+)\\D*$", "$1");
      return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0;
    }

    private void add(Kind kind, int element, String condition, String when, String attribute) {
      String about = "";
      for (int i = 0; i < elements.size() && about.isEmpty(); i++) {
        if (elements.get(i) instanceof PatternDescr pattern && pattern.getSource() == null) {
          about =
              kind == Kind.FITS
                  ? name((PatternDescr) elements.get(element), element)
                  : name(pattern, i);
        }
      }
      if (about.isEmpty()) {
        return; // the rule is about nothing that could be named
      }
      steps.add(
          new Step(
              kind,
              element,
              condition.strip(),
              "rule \"%d\"%n  %s%nwhen%n  %s%nthen%n  respond.page(%s, \"x\", \"x\");%nend%n"
                  .formatted(steps.size(), attribute, when, about)));
    }

    private static String name(PatternDescr pattern, int element) {
      return pattern.getIdentifier() == null ? "$why" + element : pattern.getIdentifier();
    }

    private static String text(BaseDescr element, int number) {
      return switch (element) {
        case PatternDescr pattern ->
            pattern.getSource() instanceof AccumulateDescr counting
                ? accumulate(counting, String.join(", ", constraints(pattern)))
                : pattern(pattern, number, constraints(pattern));
        case NotDescr not -> "not ( " + inner(not, " and ") + " )";
        case ExistsDescr exists -> "exists ( " + inner(exists, " and ") + " )";
        case AndDescr and -> "( " + inner(and, " and ") + " )";
        case OrDescr or -> "( " + inner(or, " or ") + " )";
        default -> throw new IllegalStateException("not of the dialect: " + element);
      };
    }

    private static String inner(ConditionalElementDescr parent, String between) {
      return children(parent).stream()
          .map(child -> text(child, -1))
          .collect(Collectors.joining(between));
    }

    private static String pattern(PatternDescr pattern, int number, List<String> constraints) {
      String bound =
          number < 0 && pattern.getIdentifier() == null ? "" : name(pattern, number) + " : ";
      String over =
          pattern.getBehaviors().stream()
              .map(each -> " over window:time(" + String.join(",", each.getParameters()) + ")")
              .collect(Collectors.joining());
      return bound + pattern.getObjectType() + "( " + String.join(", ", constraints) + " )" + over;
    }

    private static String accumulate(AccumulateDescr counting, String result) {
      AccumulateFunctionCallDescr function = counting.getFunctions().getFirst();
      return "accumulate( %s; %s : %s(%s); %s )"
          .formatted(
              text(counting.getInput(), -1),
              function.getBind(),
              function.getFunction(),
              String.join(", ", function.getParams()),
              result);
    }

    /** As a person would want to read it. */
    private static String author(BaseDescr element) {
      return text(element, -1).replaceAll("\\s+", " ");
    }

    private static List<String> constraints(PatternDescr pattern) {
      List<String> all = new ArrayList<>();
      for (Object child : pattern.getConstraint().getDescrs()) {
        if (child instanceof ExprConstraintDescr constraint) {
          all.add(constraint.getExpression());
        }
      }
      return all;
    }

    private static List<BaseDescr> children(ConditionalElementDescr parent) {
      List<BaseDescr> all = new ArrayList<>();
      for (Object child : parent.getDescrs()) {
        all.add((BaseDescr) child);
      }
      return all;
    }
  }
}
