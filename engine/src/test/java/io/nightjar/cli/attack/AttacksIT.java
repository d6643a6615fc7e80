package io.nightjar.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.Paint;
import io.nightjar.cli.Shell;
import io.nightjar.config.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every attack; needs root, runc and a static busybox. */
class AttacksIT {

  static Stream<String> names() {
    return Attacks.all().stream().map(Attack::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyActOfItReallyHappens(String name) throws Exception {
    HostTools tools = ContainerMachine.required();
    Attack attack = Attacks.find(name).orElseThrow();
    StringWriter told = new StringWriter();

    try (PodContainer container =
        PodContainer.start(tools, ContainerMachine.victim(), attack.privileged())) {
      new Play(container, stage(told), Duration.ofMillis(300)).perform(attack.acts());
    }

    assertThat(told.toString())
        .contains(attack.acts().stream().map(Act::says).toList())
        .doesNotContain("not found", "No such file", "ermission denied", "not permitted");
  }

  private static Stage stage(StringWriter told) throws IOException {
    ZoneId zone = ZoneId.of("UTC");
    PrintWriter out = new PrintWriter(told);
    Path home = Path.of("/");
    Shell shell =
        new Shell(
            out,
            out,
            new Paint(false),
            zone,
            InstantSource.system(),
            "kim",
            new Surroundings(Map.of(), home, home, home, true, "node-1", zone));
    return new Stage(shell, InstantSource.system());
  }
}
