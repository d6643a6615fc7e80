package io.nightjar.cli.bench;

import io.nightjar.driver.bench.BaitLedger;
import io.nightjar.driver.bench.Load;
import io.nightjar.driver.bench.LoadResult;
import java.io.IOException;

/** Lays bait under a load and looks which of it reached the rules. */
final class DropsBench {
  private final Workspace workspace;
  private final AgentProcess agent;

  /**
   * One load under one configuration.
   *
   * @param made files that the load opened, bait included
   * @param lostPercent of what the kernel wanted to send
   * @param bait how many were laid
   * @param gaps runs of neighbours that were missed
   */
  record Row(
      int processes,
      Sending sending,
      long made,
      long seen,
      long filtered,
      long delivered,
      long lost,
      double lostPercent,
      long bait,
      long baitSeen,
      long baitMissed,
      long gaps,
      long outOfOrder) {}

  DropsBench(Workspace workspace, AgentProcess agent) {
    this.workspace = workspace;
    this.agent = agent;
  }

  /**
   * @param load that opens files; the bait is added to it
   * @param every after how many rounds one is laid
   */
  Row measure(Load load, long every, Sending sending) throws IOException, InterruptedException {
    agent.send(sending);
    AgentSample before = agent.fence();
    LoadResult made =
        workspace.generator().run(workspace.placed(load.bait(workspace.nextBait(), every)));
    AgentSample after = agent.fence();
    BaitLedger.State bait = after.bait();
    long delivered = after.delivered() - before.delivered();
    long lost = after.lost() - before.lost();
    return new Row(
        load.processes(),
        sending,
        made.rounds() + made.bait(),
        after.seen() - before.seen(),
        after.filtered() - before.filtered(),
        delivered,
        lost,
        100.0 * lost / Math.max(1, delivered + lost),
        made.bait(),
        bait.seen(),
        bait.missing(made),
        bait.gaps(made),
        bait.disordered());
  }
}
