package io.nightjar.cli;

import io.nightjar.rules.cases.CaseReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Results of cases in the XML that build servers read: a test suite for each rule. */
final class JUnitXml {
  private final StringBuilder xml = new StringBuilder();

  private JUnitXml() {}

  /**
   * @param complete whether a rule without a case of a kind is a failure of its own
   */
  static String of(CaseReport report, boolean complete) {
    JUnitXml writer = new JUnitXml();
    writer.write(report, complete);
    return writer.xml.toString();
  }

  private void write(CaseReport report, boolean complete) {
    Map<String, List<CaseReport.Result>> suites =
        report.results().stream()
            .collect(
                Collectors.groupingBy(
                    result -> result.ruleCase().rule(), LinkedHashMap::new, Collectors.toList()));
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rules\">\n");
    suites.forEach(this::suite);
    if (complete && !report.complete()) {
      xml.append("  <testsuite name=\"every rule has cases\">\n");
      report.rulesWithoutMatch().forEach(rule -> lacking(rule, "no case that matches"));
      report.rulesWithoutNearMiss().forEach(rule -> lacking(rule, "no near miss"));
      xml.append("  </testsuite>\n");
    }
    xml.append("</testsuites>\n");
  }

  private void suite(String rule, List<CaseReport.Result> results) {
    long failed = results.stream().filter(result -> !result.passed()).count();
    xml.append("  <testsuite name=\"").append(escaped(rule));
    xml.append("\" tests=\"").append(results.size());
    xml.append("\" failures=\"").append(failed).append("\">\n");
    for (CaseReport.Result result : results) {
      xml.append("    <testcase classname=\"").append(escaped(rule));
      xml.append("\" name=\"").append(escaped(result.ruleCase().name())).append('"');
      if (result.passed()) {
        xml.append("/>\n");
      } else {
        failure(result.message());
      }
    }
    xml.append("  </testsuite>\n");
  }

  private void lacking(String rule, String what) {
    xml.append("    <testcase classname=\"cases\" name=\"").append(escaped(rule)).append('"');
    failure(rule + " has " + what);
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
