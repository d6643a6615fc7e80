package io.nightjar.playbook.cases;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Runs the cases of playbooks, each playbook alone, each case in a session of its own. Playbooks
 * run beside each other; the results are in the order of their names all the same.
 */
public final class CaseRunner {
  private final CompiledPlaybooks playbooks;
  private final Calendars calendars;
  private final Judging judging;
  private final Map<String, CompiledPlaybooks> alone = new ConcurrentHashMap<>();

  /** What there is to run. */
  private record Given(String playbook, Path file, PlaybookCase playbookCase) {}

  /** For cases in which the gate does not matter. */
  public CaseRunner(CompiledPlaybooks playbooks, Calendars calendars) {
    this(
        playbooks,
        calendars,
        (playbook, when, playbookCase, facts) -> {
          throw new IllegalStateException(
              "there is no gate to judge '" + playbookCase.name() + "'");
        });
  }

  public CaseRunner(CompiledPlaybooks playbooks, Calendars calendars, Judging judging) {
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.judging = judging;
  }

  /**
   * Every case of every playbook in the directory from which the playbooks were loaded; a playbook
   * without cases has one result that says so.
   *
   * @param problems what is wrong in a file of cases is added
   */
  public List<CaseResult> runAll(Path directory, List<Problem> problems) {
    return runAll(directory, problems, playbook -> true, name -> true);
  }

  /**
   * @param only the playbooks that are meant
   * @param named the cases that are meant, by their names
   */
  public List<CaseResult> runAll(
      Path directory, List<Problem> problems, Predicate<String> only, Predicate<String> named) {
    List<Problem> found = Collections.synchronizedList(problems);
    List<Callable<List<CaseResult>>> tasks =
        playbooks.names().stream()
            .filter(only)
            .<Callable<List<CaseResult>>>map(
                name -> () -> ofPlaybook(name, directory.resolve(name), found, named))
            .toList();
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads, CaseRunner::thread)) {
      List<CaseResult> results = new ArrayList<>();
      for (Future<List<CaseResult>> future : pool.invokeAll(tasks)) {
        results.addAll(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while cases run", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case could not be run", e.getCause());
    }
  }

  /** Drools finds its parts by the class loader of the thread. */
  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "cases");
    thread.setContextClassLoader(CaseRunner.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  private List<CaseResult> ofPlaybook(
      String name, Path folder, List<Problem> problems, Predicate<String> named) {
    List<Problem> wrong = new ArrayList<>();
    List<CaseFile> files = CaseFile.readAll(folder, wrong);
    problems.addAll(wrong);
    if (files.isEmpty() && wrong.isEmpty()) {
      List<String> none = List.of("there is no cases/*.yaml");
      return List.of(new CaseResult(name, folder, "has cases", none, Set.of()));
    }
    List<Given> given = new ArrayList<>();
    for (CaseFile file : files) {
      file.cases().forEach(each -> given.add(new Given(name, file.file(), each)));
    }
    return given.stream()
        .filter(each -> named.test(each.playbookCase().name()))
        .map(each -> run(each.playbook(), each.file(), each.playbookCase()))
        .toList();
  }

  /** One case of one playbook. */
  public CaseResult run(String playbook, Path file, PlaybookCase playbookCase) {
    // the knowledge base of a playbook is made once for all its cases
    CompiledPlaybooks only = alone.computeIfAbsent(playbook, playbooks::only);
    List<SessionFact> facts = CaseFacts.of(playbookCase);
    List<Came> came =
        playbookCase.isJudged()
            ? judging.run(only, calendars, playbookCase, facts)
            : unjudged(only, playbookCase, facts);
    Set<String> fired = new HashSet<>();
    came.forEach(each -> fired.add(each.rule()));
    fired.remove("");
    List<String> differences = Alignment.differences(playbookCase.expect(), came);
    return new CaseResult(playbook, file, playbookCase.name(), differences, fired);
  }

  private List<Came> unjudged(
      CompiledPlaybooks only, PlaybookCase playbookCase, List<SessionFact> facts) {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session =
        new VirtualSession(only, calendars, SessionLimits.DEFAULT, playbookCase.start())) {
      facts.forEach(fact -> decisions.addAll(session.insert(fact)));
      if (playbookCase.until() != null) {
        decisions.addAll(session.advanceTo(playbookCase.end()));
      }
    }
    return decisions.stream().map(each -> Came.of(playbookCase.start(), each)).toList();
  }
}
