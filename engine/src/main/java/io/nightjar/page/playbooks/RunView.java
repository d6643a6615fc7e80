package io.nightjar.page.playbooks;

import io.nightjar.page.PageTimes;
import io.nightjar.page.playbooks.Backtests.Report;
import io.nightjar.page.work.Background.Done;
import io.nightjar.page.work.Background.Running;
import io.nightjar.page.work.Background.Standing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that runs in the background, or ran.
 *
 * @param running what is running and how far it is; empty for nothing
 * @param last what came of the last one; empty where there was none
 * @param failed whether nothing came of it
 */
record RunView(String running, String last, boolean failed) {

  static RunView of(CaseRuns cases, PageTimes times) {
    Running running = cases.running();
    String failure = cases.failure();
    return new RunView(
        running == null ? "" : "Cases of " + words(running, times), failure, !failure.isEmpty());
  }

  static RunView of(Standing<Report> standing, PageTimes times) {
    Running running = standing.running();
    return new RunView(
        running == null ? "" : "A back-test of " + words(running, times),
        last(standing.last(), times),
        standing.last() != null && standing.last().result() == null);
  }

  private static String words(Running running, PageTimes times) {
    return running.what()
        + ", asked for by "
        + running.by()
        + ", began "
        + times.ago(running.since())
        + (running.progress().isEmpty() ? "" : ": " + running.progress());
  }

  private static String last(@Nullable Done<Report> last, PageTimes times) {
    if (last == null) {
      return "";
    }
    Report report = last.result();
    String head = "The last one, " + last.what() + ", ended " + times.ago(last.endedAt());
    return report == null
        ? head + ": " + last.failure()
        : head
            + String.format(Locale.ROOT, " with %,d detections in ", report.detections())
            + PageTimes.words(last.took());
  }
}
