package io.nightjar.kafka;

import io.nightjar.playbook.SessionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An engine that only decides, in a process of its own, until that is killed. */
final class DecidingChild {

  private DecidingChild() {}

  /**
   * @param arguments the broker, the prefix, a name, and a folder with compiled playbooks
   */
  public static void main(String[] arguments) throws Exception {
    InstantSource clock = InstantSource.system();
    KafkaSettings settings =
        new KafkaSettings(
            List.of(arguments[0]),
            arguments[1],
            4,
            1,
            Duration.ofHours(4),
            Duration.ofSeconds(2),
            KafkaSettings.Security.NONE,
            arguments[2]);
    DecidingEngine.Parts parts =
        new DecidingEngine.Parts(
            Burst.playbooks(Path.of(arguments[3])),
            Burst.CALENDARS,
            clock,
            clock,
            SessionLimits.DEFAULT);
    try (DecidingEngine engine = DecidingEngine.start(settings, parts)) {
      // whoever started it is gone when this ends
      while (System.in.read() >= 0) {
        engine.lags();
      }
    }
  }
}
