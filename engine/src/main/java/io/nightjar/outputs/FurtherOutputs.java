package io.nightjar.outputs;

import io.nightjar.alert.Alert;
import io.nightjar.alert.AlertOutput;
import io.nightjar.alert.AlertOutputs.Planned;
import io.nightjar.alert.AlertShape;
import io.nightjar.alert.AlertWriter;
import io.nightjar.config.OutputConfig;
import io.nightjar.config.SecretFiles;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseState;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The places that the key {@code outputs} names, opened. */
public final class FurtherOutputs {

  private final Destinations destinations;
  private final String hostname;

  /**
   * @param hostname what alerts give as theirs
   */
  public FurtherOutputs(
      Map<String, String> environment,
      String hostname,
      OutputStream standardOutput,
      InstantSource clock) {
    this.destinations = new Destinations(environment, hostname, standardOutput, clock);
    this.hostname = hostname;
  }

  /**
   * Those that take alerts as they come.
   *
   * @throws IllegalStateException naming the output and what of it cannot be used; tells no secret
   */
  public List<Planned> live(Map<String, OutputConfig> configured) {
    List<Planned> all = new ArrayList<>();
    try {
      new TreeMap<>(configured)
          .forEach(
              (name, config) -> {
                if (!config.followsAudit()) {
                  all.add(planned(name, config));
                }
              });
      return all;
    } catch (IllegalStateException e) {
      all.forEach(each -> each.output().close());
      throw e;
    }
  }

  private Planned planned(String name, OutputConfig config) {
    JsonLines lines =
        new JsonLines(
            Set.copyOf(config.what()),
            new AlertWriter(AlertShape.JSON, hostname),
            new ResponseJson(hostname));
    return new Planned(
        name,
        "output " + name,
        destinations.of(name, config),
        config.falcosidekick() == null ? lines : new SidekickLines(lines),
        config.capacity(),
        edition(config));
  }

  /** What an output is made of; one with an equal edition does the same. */
  Object edition(OutputConfig config) {
    return List.of(config, SecretFiles.contents(config), hostname);
  }

  /**
   * Those that follow the audit log, opened where they are not the ones that run.
   *
   * @param running editions by name
   * @throws IllegalStateException as {@link #live}
   */
  public AuditFollowers.Plan following(
      Map<String, OutputConfig> configured, Map<String, Object> running) {
    Map<String, Object> editions = new TreeMap<>();
    Map<String, OutputConfig> fresh = new TreeMap<>();
    configured.forEach(
        (name, config) -> {
          if (config.followsAudit()) {
            Object edition = edition(config);
            editions.put(name, edition);
            if (!edition.equals(running.get(name))) {
              fresh.put(name, config);
            }
          }
        });
    return new AuditFollowers.Plan(configured, editions, following(fresh));
  }

  /**
   * Those that follow the audit log.
   *
   * @throws IllegalStateException as {@link #live}
   */
  public SortedMap<String, AlertOutput> following(Map<String, OutputConfig> configured) {
    SortedMap<String, AlertOutput> all = new TreeMap<>();
    try {
      configured.forEach(
          (name, config) -> {
            if (config.followsAudit()) {
              all.put(name, destinations.of(name, config));
            }
          });
      return all;
    } catch (IllegalStateException e) {
      all.values().forEach(AlertOutput::close);
      throw e;
    }
  }

  /** Hands what becomes of responses to the outputs. */
  public static ResponseListener telling(Consumer<Alert> alerts) {
    return new ResponseListener() {
      @Override
      public void changed(Response response, @Nullable ResponseState previous) {
        alerts.accept(new Alert.Changed(response, previous));
      }

      @Override
      public void escalated(Response response) {
        // nothing became of it: people are told by notices
      }
    };
  }
}
