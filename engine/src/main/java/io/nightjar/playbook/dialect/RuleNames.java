package io.nightjar.playbook.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * The rules of a checked playbook, the calendars that they use and what they look at.
 *
 * @param rules in the order of the file
 * @param calendars sorted
 * @param looks of each rule, in the same order
 */
public record RuleNames(List<String> rules, List<String> calendars, List<Look> looks) {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  public RuleNames {
    rules = List.copyOf(rules);
    calendars = List.copyOf(calendars);
    looks = List.copyOf(looks);
  }

  public static RuleNames of(Source checked) {
    PackageDescr parsed;
    try {
      parsed = new DrlParser(LanguageLevelOption.DRL6).parse(false, checked.text());
    } catch (DroolsParserException e) {
      throw new IllegalStateException("a checked playbook cannot be parsed", e);
    }
    List<String> rules = new ArrayList<>();
    TreeSet<String> calendars = new TreeSet<>();
    List<Look> looks = new ArrayList<>();
    for (RuleDescr rule : parsed.getRules()) {
      rules.add(rule.getName());
      looks.add(Looking.of(rule));
      AttributeDescr attribute = rule.getAttributes().get("calendars");
      if (attribute != null) {
        calendars.addAll(quoted(attribute.getValue()));
      }
    }
    return new RuleNames(rules, List.copyOf(calendars), looks);
  }

  static List<String> quoted(String list) {
    List<String> names = new ArrayList<>();
    Matcher matcher = QUOTED.matcher(list);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
