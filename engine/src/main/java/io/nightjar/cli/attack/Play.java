package io.nightjar.cli.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Performs the acts of an attack, one after the other, each bounded in time. */
final class Play {

  private static final Duration ACT_LIMIT = Duration.ofSeconds(20);
  private static final Duration PAYLOAD_LIMIT = Duration.ofSeconds(60);

  private final PodContainer container;
  private final Stage stage;
  private final Duration payloadLimit;

  Play(PodContainer container, Stage stage) {
    this(container, stage, PAYLOAD_LIMIT);
  }

  Play(PodContainer container, Stage stage, Duration payloadLimit) {
    this.container = container;
    this.stage = stage;
    this.payloadLimit = payloadLimit;
  }

  void perform(List<Act> acts) throws IOException, InterruptedException {
    for (Act act : acts) {
      switch (act) {
        case Act.Run run -> run(run);
        case Act.Terminal terminal -> type(terminal);
        case Act.Payload payload -> watch(payload);
      }
    }
  }

  private void run(Act.Run run) throws IOException, InterruptedException {
    stage.act(run.says() + ": " + String.join(" ", run.command()));
    Program.Ended ended = container.run(run.command(), ACT_LIMIT);
    stage.details(ended.output());
    if (ended.exit() > 128) {
      stage.note("ended by signal " + signal(ended.exit() - 128));
    }
  }

  private void type(Act.Terminal terminal) throws IOException, InterruptedException {
    stage.act(terminal.says() + ": " + String.join("; ", terminal.lines()));
    stage.details(container.type(terminal.lines(), ACT_LIMIT));
  }

  private void watch(Act.Payload payload) throws IOException, InterruptedException {
    stage.act(payload.says() + ": " + String.join(" ", payload.command()));
    PayloadWatch.Report report = container.startPayload(payload.command()).await(payloadLimit);
    for (PayloadWatch.Death death : report.deaths()) {
      stage.note(
          String.format(
              Locale.ROOT,
              "%s[%d] ended by %s, %.1f ms after the start was seen",
              death.name(),
              death.pid(),
              death.signal() == 0 ? "itself" : "signal " + signal(death.signal()),
              death.after().toNanos() / 1e6));
    }
    if (!report.alive().isEmpty()) {
      stage.note(
          "nobody ended it within "
              + payloadLimit.toSeconds()
              + " s: "
              + String.join(", ", report.alive()));
    }
  }

  private static String signal(int number) {
    return switch (number) {
      case 9 -> "9 (killed)";
      case 15 -> "15 (terminated)";
      case 19 -> "19 (stopped)";
      default -> Integer.toString(number);
    };
  }
}
