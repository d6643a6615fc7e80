package io.nightjar.agent;

import io.nightjar.cli.PlainText;
import io.nightjar.cli.RunOptions;
import io.nightjar.http.Status;
import java.net.URI;

/** What an agent says once when it is ready. */
final class AgentBanner {

  private AgentBanner() {}

  static String render(Status status, RunOptions options, URI local) {
    StringBuilder text = new StringBuilder();
    text.append("Nightjar agent ").append(status.version()).append(" on node ");
    text.append(PlainText.of(status.node())).append('\n');
    for (Status.Source source : status.sources()) {
      line(text, source.name(), (source.on() ? "on, " : "off, ") + PlainText.of(source.detail()));
    }
    String engines = options.configuration().agent().engines().toString();
    line(text, "engines", engines.substring(1, engines.length() - 1));
    line(text, "rules", Integer.toString(status.rules()));
    line(text, "state", options.configuration().state().toString());
    line(text, "health", local.resolve("/readyz").toString());
    return text.append("ready; stop with Ctrl-C\n").toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append("  ").append("%-10s".formatted(label)).append(' ').append(value).append('\n');
  }
}
