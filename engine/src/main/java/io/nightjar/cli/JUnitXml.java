package io.nightjar.cli;

import io.nightjar.playbook.cases.CaseResult;
import io.nightjar.rules.cases.CaseReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results of cases in the XML that build servers read. */
final class JUnitXml {
  private final StringBuilder xml = new StringBuilder();
  private final Map<String, List<Result>> suites = new LinkedHashMap<>();

  /**
   * One case.
   *
   * @param failure empty where it passed
   */
  private record Result(String className, String name, String failure) {}

  private JUnitXml() {}

  /**
   * A suite for each rule.
   *
   * @param complete whether a rule without a case of a kind is a failure of its own
   */
  static String of(CaseReport report, boolean complete) {
    JUnitXml writer = new JUnitXml();
    for (CaseReport.Result result : report.results()) {
      String rule = result.ruleCase().rule();
      String failure = result.passed() ? "" : result.message();
      writer.add(rule, new Result(rule, result.ruleCase().name(), failure));
    }
    if (complete) {
      report.rulesWithoutMatch().forEach(rule -> writer.lacking(rule, "no case that matches"));
      report.rulesWithoutNearMiss().forEach(rule -> writer.lacking(rule, "no near miss"));
    }
    return writer.write("rules");
  }

  /** A suite for each playbook. */
  static String of(List<CaseResult> results) {
    JUnitXml writer = new JUnitXml();
    for (CaseResult result : results) {
      String failure =
          result.passed()
              ? ""
              : "not as expected, in "
                  + result.file()
                  + "\n"
                  + String.join("\n", result.differences());
      writer.add(result.playbook(), new Result(result.playbook(), result.name(), failure));
    }
    return writer.write("playbooks");
  }

  private void add(String suite, Result result) {
    suites.computeIfAbsent(suite, name -> new ArrayList<>()).add(result);
  }

  private void lacking(String rule, String what) {
    add("every rule has cases", new Result("cases", rule, rule + " has " + what));
  }

  private String write(String name) {
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites name=\"").append(name).append("\">\n");
    suites.forEach(this::suite);
    return xml.append("</testsuites>\n").toString();
  }

  private void suite(String suite, List<Result> results) {
    long failed = results.stream().filter(result -> !result.failure().isEmpty()).count();
    xml.append("  <testsuite name=\"").append(escaped(suite));
    xml.append("\" tests=\"").append(results.size());
    xml.append("\" failures=\"").append(failed).append("\">\n");
    for (Result result : results) {
      xml.append("    <testcase classname=\"").append(escaped(result.className()));
      xml.append("\" name=\"").append(escaped(result.name())).append('"');
      if (result.failure().isEmpty()) {
        xml.append("/>\n");
      } else {
        failure(result.failure());
      }
    }
    xml.append("  </testsuite>\n");
  }

  private void failure(String message) {
    String first = message.lines().findFirst().orElse("");
    xml.append(">\n      <failure message=\"").append(escaped(first)).append("\">");
    xml.append(escaped(message)).append("</failure>\n    </testcase>\n");
  }

  /** Names come from files of others; control characters are not allowed in XML at all. */
  private static String escaped(String text) {
    return PlainText.lines(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
