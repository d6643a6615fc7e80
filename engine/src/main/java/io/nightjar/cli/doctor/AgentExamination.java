package io.nightjar.cli.doctor;

import io.nightjar.config.AgentConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nightjar agent} needs on this node: its files, and somebody who listens. Nothing is
 * looked at where no engine is named.
 */
record AgentExamination(AgentConfig config, Path state) implements Examination {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  @Override
  public List<Line> look() {
    List<Line> lines = new ArrayList<>();
    if (config.engines().isEmpty()) {
      return lines;
    }
    config.engines().forEach(engine -> lines.add(reached(engine)));
    if (config.tokenFile() == null && config.certificate() == null) {
      lines.add(
          Line.missing(
              "agent credential",
              "neither agent.tokenFile nor agent.certificate is named",
              "no engine lets an agent in that does not show who it is"));
    }
    readable(lines, "agent token", config.tokenFile());
    readable(lines, "agent authorities", config.caFile());
    readable(lines, "agent certificate", config.certificate());
    readable(lines, "agent key", config.key());
    lines.add(room());
    return lines;
  }

  private static Line reached(URI engine) {
    int usual = engine.getScheme().equals("https") ? HTTPS : HTTP;
    int port = engine.getPort() < 0 ? usual : engine.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(engine.getHost().replaceAll("[\\[\\]]", ""), port), CONNECT_MILLIS);
      return Line.ok("agent engine", engine + " takes connections");
    } catch (IOException e) {
      return Line.warn(
          "agent engine",
          engine + " takes no connection: " + e.getMessage(),
          "the agent keeps what it sees in its spool; look at the address, DNS and"
              + " NetworkPolicies");
    }
  }

  private static void readable(List<Line> lines, String subject, @Nullable Path file) {
    if (file == null) {
      return;
    }
    lines.add(
        Files.isReadable(file)
            ? Line.ok(subject, file.toString())
            : Line.missing(
                subject,
                file + (Files.exists(file) ? " is not readable" : " is not there"),
                "the agent is let in by no engine; run as its owner, or name another file"));
  }

  /** On the disk of the folder, or of the nearest one that is there already. */
  private Line room() {
    Path folder = config.spool().directory(state).toAbsolutePath();
    Path there = folder;
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      String found = folder + ", " + free / (1 << 20) + " MB free";
      return free >= config.spool().maxBytes()
          ? Line.ok("agent spool", found)
          : Line.warn(
              "agent spool",
              found,
              "less than agent.spool.maxBytes: what finds no room while no engine answers is lost");
    } catch (IOException e) {
      return Line.missing("agent spool", folder + ": " + e.getMessage(), "name another folder");
    }
  }
}
