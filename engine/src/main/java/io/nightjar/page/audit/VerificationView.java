package io.nightjar.page.audit;

import io.nightjar.audit.AuditReport;
import io.nightjar.audit.AuditReport.Problem;
import io.nightjar.page.PageTimes;
import io.nightjar.page.work.Background.Done;
import io.nightjar.page.work.Background.Running;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is known of the log's integrity, in words.
 *
 * @param tone {@code good}, {@code bad} or {@code wait}
 * @param when when that was found and how long it took; empty when nothing is known
 * @param problems a sentence each, the first ones
 * @param more how many problems are not among them
 * @param notRead what could not be looked at
 * @param running what is under way; empty for nothing
 */
record VerificationView(
    String tone,
    String headline,
    String when,
    String history,
    List<String> problems,
    int more,
    List<String> notRead,
    String running) {

  private static final int PROBLEMS = 20;

  static VerificationView of(AuditWatch.Known known, PageTimes times) {
    Running running = known.standing().running();
    String under =
        running == null ? "" : "A verification began " + times.ago(running.since()) + ".";
    Done<AuditReport> last = known.standing().last();
    AuditReport report = known.report();
    if (last == null || report == null) {
      return new VerificationView(
          "wait",
          last == null ? "Not verified yet since Nightjar started" : "It could not be verified",
          last == null ? "" : last.failure(),
          history(known, times),
          List.of(),
          0,
          List.of(),
          under);
    }
    List<String> all = report.problems().stream().map(Problem::describe).toList();
    return new VerificationView(
        report.intact() ? "good" : "bad",
        report.intact() ? "The log is intact" : broken(report),
        "Verified "
            + times.ago(last.endedAt())
            + ", "
            + times.exact(last.endedAt()).shown()
            + ": "
            + amount(report.leaves(), "leaf", "leaves")
            + " and "
            + amount(report.checkpoints(), "checkpoint", "checkpoints")
            + (report.segments() == 0
                ? ""
                : " and " + amount(report.segments(), "sealed file", "sealed files"))
            + " in "
            + PageTimes.words(last.took())
            + ".",
        history(known, times),
        all.subList(0, Math.min(PROBLEMS, all.size())),
        Math.max(0, all.size() - PROBLEMS),
        report.notRead(),
        under);
  }

  private static String broken(AuditReport report) {
    return report.problems().stream()
        .filter(problem -> problem.leaf() != Problem.NONE)
        .findFirst()
        .map(
            problem ->
                "The log is not intact: the first leaf that is wrong is "
                    + problem.leaf()
                    + (problem.time().isEmpty() ? "" : ", of " + problem.time()))
        .orElse("The log is not intact");
  }

  private static String history(AuditWatch.Known known, PageTimes times) {
    Instant broken = known.firstBroken();
    if (broken == null) {
      return "";
    }
    Instant intact = known.lastIntact();
    return "First found so "
        + times.exact(broken).shown()
        + "; "
        + (intact == null
            ? "it was never found intact since Nightjar started."
            : "it was last found intact " + times.exact(intact).shown() + ".");
  }

  static String amount(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d ", count) + (count == 1 ? one : many);
  }
}
