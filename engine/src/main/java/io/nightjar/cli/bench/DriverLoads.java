package io.nightjar.cli.bench;

import io.nightjar.driver.bench.Load;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/** The loads of {@code nightjar bench driver}. */
final class DriverLoads {
  /** The load that the goal of the pushdown is about. */
  static final String UNCARED = "open";

  /** The load that shows what a call costs that no rule can name. */
  static final String UNCAPTURED = "getppid";

  private static final long RATE = 20_000;
  private static final long BAIT_EVERY = 1_000;

  /**
   * One load.
   *
   * @param events system calls of a round, as Falco counts: an open and a close are two. How many
   *     it counted for a fork with an exec or for a connect is not known: one, which makes our own
   *     cost per event look its worst.
   */
  record Planned(String name, String title, Load load, int events, FalcoFigures falco) {}

  private DriverLoads() {}

  static List<Planned> of(Workspace workspace, Duration duration) throws IOException {
    String plain = workspace.plain().toString();
    Load watched =
        Load.of(Load.Kind.OPEN, workspace.watched().toString())
            .bait(workspace.nextBait(), BAIT_EVERY);
    return List.of(
            new Planned(
                UNCARED,
                "open+close of a file that no rule cares about",
                Load.of(Load.Kind.OPEN, plain),
                2,
                FalcoFigures.OPEN),
            new Planned(
                "open-rate",
                "the same at 20,000 a second",
                Load.of(Load.Kind.OPEN, plain).perSecond(RATE),
                2,
                FalcoFigures.OPEN_AT_RATE),
            new Planned(
                "watched",
                "open+close of a file that a rule names; every 1,000th an alert",
                watched,
                2,
                FalcoFigures.OPEN),
            new Planned(
                "exec",
                "fork+exec+wait of a tiny program",
                Load.of(Load.Kind.EXEC, workspace.generator().tiny().toString()),
                1,
                FalcoFigures.EXEC),
            new Planned(
                "connect",
                "connect to a closed port of the loopback",
                Load.of(Load.Kind.CONNECT, Integer.toString(closedPort())),
                1,
                FalcoFigures.CONNECT),
            new Planned(
                UNCAPTURED,
                "getppid, which no rule can name",
                Load.of(Load.Kind.GETPPID, ""),
                1,
                FalcoFigures.NONE))
        .stream()
        .map(
            planned ->
                new Planned(
                    planned.name(),
                    planned.title(),
                    workspace.placed(planned.load().lasting(duration)),
                    planned.events(),
                    planned.falco()))
        .toList();
  }

  /** One that was free a moment ago. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
