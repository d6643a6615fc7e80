package io.nightjar.page.playbooks;

import io.nightjar.page.PageTimes;
import io.nightjar.page.playbooks.CaseRuns.Tested;
import io.nightjar.respond.Edition;
import java.util.Comparator;
import java.util.List;

/**
 * How the cases of a playbook went.
 *
 * @param old whether another version was tested than the one that is shown
 */
record TestView(
    String words,
    boolean sound,
    boolean old,
    String when,
    String by,
    List<CaseView> cases,
    List<List<String>> problems,
    List<String> silent) {

  /**
   * One case.
   *
   * @param differences lines that lay what came beside what was expected; empty when it passed
   */
  record CaseView(String name, boolean passed, List<String> differences) {}

  static TestView of(Tested tested, Edition shown, PageTimes times) {
    return new TestView(
        words(tested),
        tested.sound(),
        !tested.version().equals(shown.version()),
        times.ago(tested.at()),
        tested.by(),
        tested.results().stream()
            .map(result -> new CaseView(result.name(), result.passed(), result.differences()))
            .sorted(Comparator.comparing(CaseView::passed))
            .toList(),
        tested.problems().stream().map(each -> each.lines().toList()).toList(),
        tested.silent());
  }

  static String words(Tested tested) {
    return tested.failed() == 0
        ? tested.passed() + " passed" + (tested.problems().isEmpty() ? "" : ", some unreadable")
        : tested.failed() + " of " + tested.results().size() + " failed";
  }
}
