package io.nightjar.outputs;

import io.nightjar.alert.Alert;
import io.nightjar.alert.AlertOutputs;
import io.nightjar.alert.AlertOutputs.Planned;
import io.nightjar.config.Configuration;
import io.nightjar.config.OutputConfig;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends one alert, marked as a test, to the configured outputs, opened for it alone: no Nightjar
 * needs to run, and one that runs is not in the way. Blocks as long as an output does.
 */
public final class OutputTrial {

  /** The rule under which it goes out; it is stored nowhere. */
  public static final String RULE = "Nightjar output test";

  private final Configuration configuration;
  private final Map<String, String> environment;
  private final OutputStream standardOutput;
  private final InstantSource clock;

  public OutputTrial(
      Configuration configuration,
      Map<String, String> environment,
      OutputStream standardOutput,
      InstantSource clock) {
    this.configuration = configuration;
    this.environment = environment;
    this.standardOutput = standardOutput;
    this.clock = clock;
  }

  /** What became of it. */
  public enum End {
    /** The place took it, or it was handed over where nobody answers. */
    SENT,
    /** It takes the audit log alone, where a test has no place. */
    PASSED_OVER,
    FAILED
  }

  /**
   * One output.
   *
   * @param words what became of it, for people; tells no secret
   */
  public record Tried(String name, End end, String words) {}

  /** Those that are configured: Falco's as {@code falco.http}, the others by their names. */
  public List<Tried> all(String who) throws InterruptedException {
    Alert test = new Alert.Internal(detection(who, clock.instant()));
    List<Tried> all = new ArrayList<>();
    try {
      AlertOutputs falco =
          AlertOutputs.of(
              configuration.falco(), configuration.node(), environment, standardOutput, clock);
      for (Planned each : falco.planned()) {
        all.add(send("falco." + each.name(), each, test, falco(each.name())));
      }
    } catch (IllegalStateException e) {
      all.add(new Tried("falco", End.FAILED, String.valueOf(e.getMessage())));
    }
    for (Map.Entry<String, OutputConfig> each : new TreeMap<>(configuration.outputs()).entrySet()) {
      all.add(one(each.getKey(), each.getValue(), test));
    }
    return all;
  }

  private Tried one(String name, OutputConfig config, Alert test) throws InterruptedException {
    FurtherOutputs outputs =
        new FurtherOutputs(environment, configuration.node(), standardOutput, clock);
    try {
      if (config.followsAudit()) {
        outputs.following(Map.of(name, config)).values().forEach(opened -> opened.close());
        return new Tried(
            name,
            End.PASSED_OVER,
            "it takes the audit log, where a test has no place; nightjar status tells how far it"
                + " is");
      }
      return send(name, outputs.live(Map.of(name, config)).getFirst(), test, words(config));
    } catch (IllegalStateException e) {
      return new Tried(name, End.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static Tried send(String name, Planned plan, Alert test, String words)
      throws InterruptedException {
    try (var output = plan.output()) {
      output.write(plan.lines().line(test), plan.lines().priority(test));
      output.idle();
      return new Tried(name, End.SENT, words);
    } catch (IOException | IllegalStateException e) {
      String why = e.getMessage();
      return new Tried(name, End.FAILED, why == null ? e.getClass().getSimpleName() : why);
    }
  }

  private static String falco(String destination) {
    return switch (destination) {
      case "http" -> "took it";
      case "program" -> "was handed it; what it does with it is its own";
      case "syslog" -> "was sent it; a syslog does not answer";
      default -> "was written";
    };
  }

  private static String words(OutputConfig config) {
    if (config.http() != null || config.falcosidekick() != null) {
      return falco("http");
    }
    return falco(
        config.program() != null ? "program" : config.syslog() != null ? "syslog" : "file");
  }

  private Detection detection(String who, Instant now) {
    String output = who + " tries the outputs of Nightjar; nothing happened";
    return Detection.ofNode(
        "output-test",
        RULE,
        Priority.INFORMATIONAL,
        new TreeSet<>(List.of("test")),
        now,
        output,
        new TreeMap<>(Map.of("nightjar.test", true)),
        configuration.node());
  }
}
