package io.nightjar;

import io.nightjar.fleet.AgentView;
import io.nightjar.page.ListPages;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.audit.AuditPages;
import io.nightjar.page.audit.AuditWatch;
import io.nightjar.page.audit.ProofPages;
import io.nightjar.page.calendars.CalendarPages;
import io.nightjar.page.engine.AgentPages;
import io.nightjar.page.engine.DeadLetters;
import io.nightjar.page.engine.HealthPages;
import io.nightjar.page.engine.KillSwitchPages;
import io.nightjar.page.hand.HandPages;
import io.nightjar.page.playbooks.Backtests;
import io.nightjar.page.playbooks.CaseRuns;
import io.nightjar.page.playbooks.PlaybookPages;
import io.nightjar.page.playbooks.PolicyNow;
import io.nightjar.page.work.Kept;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.search.StoredSearch;
import io.nightjar.store.Reads;
import io.nightjar.upkeep.StoreStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;

/** The pages that are made of more of the engine than its control API. */
public final class EnginePages implements AutoCloseable {

  private static final Duration MEASURED_EVERY = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final List<PageRoutes> pages;
  private final Closing closing = new Closing();

  /**
   * The parts of the engine that they need.
   *
   * @param reads the store
   * @param state its folder
   * @param policy that is in force
   * @param agents of other nodes
   */
  public record Engine(
      Reads reads,
      Path state,
      Supplier<PolicyNow> policy,
      Calendars calendars,
      DeadLetters letters,
      Supplier<List<AgentView>> agents,
      InstantSource clock) {}

  public EnginePages(PageParts parts, Engine engine) {
    AuditWatch audit = closing.add(new AuditWatch(parts.backend()::verifyAudit, engine.clock()));
    CaseRuns cases =
        closing.add(
            new CaseRuns(
                engine.policy(),
                now ->
                    RehearsalFromConfig.cases(
                        now.configuration(), now.playbooks(), now.calendars(), ZoneOffset.UTC),
                engine.clock()));
    Backtests backtests =
        closing.add(
            new Backtests(
                engine.policy(),
                (now, playbooks) ->
                    RehearsalFromConfig.past(
                        now.configuration(), playbooks, new Calendars(now.calendars())),
                engine.reads(),
                engine.state(),
                parts.times().zone(),
                engine.clock()));
    Kept<StoreStatus> store =
        closing.add(
            new Kept<>(
                "page-store-size",
                () -> StoreStatus.of(engine.state()),
                MEASURED_EVERY,
                PATIENCE,
                engine.clock()));
    pages =
        List.of(
            new ListPages(parts, new StoredSearch(engine.reads())),
            new AuditPages(parts, engine.reads(), audit),
            new ProofPages(parts, engine.reads()),
            new CalendarPages(
                parts,
                engine.calendars(),
                () -> engine.policy().get().calendars(),
                () -> engine.policy().get().playbooks()),
            new PlaybookPages(parts, engine.policy(), engine.reads(), cases, backtests),
            new HealthPages(parts, store, engine.letters()),
            new AgentPages(parts, engine.agents()),
            new KillSwitchPages(parts),
            new HandPages(parts));
  }

  public List<PageRoutes> pages() {
    return pages;
  }

  @Override
  public void close() {
    closing.close();
  }
}
