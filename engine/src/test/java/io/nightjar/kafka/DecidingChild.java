package io.nightjar.kafka;

import io.nightjar.crash.CrashJvm;
import io.nightjar.playbook.SessionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** An engine that only decides, in a process of its own, until that is killed. */
final class DecidingChild {

  private DecidingChild() {}

  /** How one is started; what else its process gets is for who does. */
  static ProcessBuilder process(
      TestBroker broker, String prefix, String name, Path playbooks, int partitions) {
    return CrashJvm.process(
        "512m",
        DecidingChild.class,
        broker.address(),
        prefix,
        name,
        playbooks.toString(),
        Integer.toString(partitions));
  }

  /**
   * @param arguments the broker, the prefix, a name, a folder with compiled playbooks, and how many
   *     partitions there are
   */
  public static void main(String[] arguments) throws Exception {
    InstantSource clock = InstantSource.system();
    KafkaSettings settings =
        new KafkaSettings(
            List.of(arguments[0]),
            arguments[1],
            Integer.parseInt(arguments[4], 10),
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
        // beside the lines of its log
        System.out.println(
            engine.lags().values().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" ", "waiting ", "")));
      }
    }
  }
}
