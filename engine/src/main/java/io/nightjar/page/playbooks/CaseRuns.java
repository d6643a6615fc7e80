package io.nightjar.page.playbooks;

import io.nightjar.page.work.Background;
import io.nightjar.page.work.Background.Running;
import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.cases.CaseResult;
import io.nightjar.playbook.cases.CaseRunner;
import io.nightjar.playbook.cases.Coverage;
import io.nightjar.playbook.dialect.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the cases of the playbooks that are in force when an author asks, one playbook after
 * another, and remembers how each went. Thread safe.
 */
public final class CaseRuns implements AutoCloseable {

  private final Supplier<PolicyNow> policy;
  private final Function<PolicyNow, CaseRunner> runner;
  private final InstantSource clock;
  private final Background<Integer> background;
  private final Map<String, Tested> tested = new ConcurrentHashMap<>();

  /**
   * How the cases of one playbook went.
   *
   * @param version that they tested
   * @param by who had them run
   * @param problems what is wrong in the files of cases
   * @param silent names of rules that asked for something in no case
   */
  public record Tested(
      String version,
      Instant at,
      String by,
      List<CaseResult> results,
      List<String> problems,
      List<String> silent) {
    public Tested {
      results = List.copyOf(results);
      problems = List.copyOf(problems);
      silent = List.copyOf(silent);
    }

    public long failed() {
      return results.stream().filter(result -> !result.passed()).count();
    }

    public long passed() {
      return results.size() - failed();
    }

    public boolean sound() {
      return failed() == 0 && problems.isEmpty();
    }
  }

  public CaseRuns(
      Supplier<PolicyNow> policy, Function<PolicyNow, CaseRunner> runner, InstantSource clock) {
    this.policy = policy;
    this.runner = runner;
    this.clock = clock;
    this.background = new Background<>("page-cases", clock);
  }

  /**
   * Begins, unless some are running.
   *
   * @param only this playbook; empty for all
   * @return false when nothing was begun
   */
  public boolean start(String only, String by) {
    return background.start(
        only.isEmpty() ? "all playbooks" : only,
        by,
        words -> {
          PolicyNow now = policy.get();
          CaseRunner running = runner.apply(now);
          Path folder = now.configuration().playbooks();
          int done = 0;
          List<Playbook> meant =
              now.playbooks().playbooks().values().stream()
                  .filter(playbook -> only.isEmpty() || only.equals(playbook.name()))
                  .toList();
          for (Playbook playbook : meant) {
            words.accept(done + " of " + meant.size() + " playbooks");
            tested.put(playbook.name(), test(playbook, running, folder, by));
            done++;
          }
          tested.keySet().retainAll(now.playbooks().names());
          return done;
        });
  }

  private Tested test(Playbook playbook, CaseRunner running, Path folder, String by) {
    List<Problem> problems = new ArrayList<>();
    List<CaseResult> results =
        running.runAll(folder, problems, playbook.name()::equals, name -> true);
    return new Tested(
        playbook.edition().version(),
        clock.instant(),
        by,
        results,
        problems.stream().map(Problem::render).toList(),
        Coverage.of(List.of(playbook), results).silent().getOrDefault(playbook.name(), List.of()));
  }

  /** What is running; null for nothing. */
  public @Nullable Running running() {
    return background.standing().running();
  }

  /** Why the last ones did not run to their end; empty when they did. */
  public String failure() {
    var last = background.standing().last();
    return last == null ? "" : last.failure();
  }

  /** How the cases of a playbook last went since the start. */
  public Optional<Tested> of(String playbook) {
    return Optional.ofNullable(tested.get(playbook));
  }

  @Override
  public void close() {
    background.close();
  }
}
