package io.nightjar.page.playbooks;

import io.nightjar.page.PageTimes;
import io.nightjar.policy.PlaybookRow;
import java.util.List;

/**
 * One playbook in the list.
 *
 * @param stages stages of single namespaces, as {@code draft in dev-*}
 * @param trouble what keeps it from taking part as its author wants; empty for nothing
 * @param tests how its cases last went, in words
 * @param testsTone {@code good}, {@code bad}, {@code wait} or empty
 */
record PlaybookView(
    String name,
    String title,
    String owner,
    String stage,
    String stageWhy,
    List<String> stages,
    String version,
    String trouble,
    Counted counted,
    int cases,
    String tests,
    String testsTone) {

  /** What became of what it asked for, at one stage. */
  record Counted(
      String stage,
      int asked,
      int allowed,
      int denied,
      int approved,
      int rejected,
      int expired,
      int undone,
      int failed,
      String last) {

    static Counted of(PlaybookRow row, PageTimes times) {
      var counts = row.counts();
      return new Counted(
          row.edition().stage().word(),
          counts.asked(),
          counts.allowed(),
          counts.denied(),
          counts.approved(),
          counts.rejected(),
          counts.expired(),
          counts.undone(),
          counts.failed(),
          counts.lastAsked() == null ? "never" : times.ago(counts.lastAsked()));
    }
  }
}
