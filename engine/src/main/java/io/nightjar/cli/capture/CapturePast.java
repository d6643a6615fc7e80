package io.nightjar.cli.capture;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.cli.Shell;
import io.nightjar.detect.AuditDetections;
import io.nightjar.detect.ContainerContext;
import io.nightjar.detect.Detection;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.Recordings;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import io.nightjar.rehearse.PastDetections;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the rules detect in captures and audit logs, one file after the other. A capture knows the
 * pods of its containers and not the workloads that they belong to, so nothing can be asked of
 * those.
 */
public final class CapturePast implements PastDetections {

  private final List<Path> files;
  private final List<Path> rules;
  private final String hostName;
  private final @Nullable TimeBound from;
  private final @Nullable TimeBound to;

  private CapturePast(
      List<Path> files,
      List<Path> rules,
      String hostName,
      @Nullable TimeBound from,
      @Nullable TimeBound to) {
    this.files = files;
    this.rules = rules;
    this.hostName = hostName;
    this.from = from;
    this.to = to;
  }

  /**
   * @param from {@link Instant#MIN} for the begin
   * @param to null for the end
   * @throws IOException when a file cannot be opened
   */
  public static CapturePast of(
      Shell shell, List<Path> rules, List<Path> files, Instant from, @Nullable Instant to)
      throws IOException, RuleErrors {
    String host = shell.around().hostName();
    CapturePast past =
        new CapturePast(
            List.copyOf(files),
            List.copyOf(rules),
            host,
            from.equals(Instant.MIN) ? null : new TimeBound.At(from),
            to == null ? null : new TimeBound.At(to));
    // a mistyped name must not be told after minutes
    RuleLoader.load(rules, RuleSettings.DEFAULT.withHostname(host));
    for (Path file : files) {
      if (!KubernetesAuditFile.isOne(file)) {
        open(file).close();
      }
    }
    return past;
  }

  private static Recording open(Path file) throws IOException {
    try {
      return Recordings.open(file);
    } catch (RecordingException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void each(Taker taker) throws IOException {
    AtomicBoolean enough = new AtomicBoolean();
    for (Path file : files) {
      if (enough.get()) {
        return;
      }
      try {
        if (KubernetesAuditFile.isOne(file)) {
          audit(file, taker, enough);
        } else {
          capture(file, taker, enough);
        }
      } catch (RuleErrors e) {
        throw new IOException(e.render(), e);
      }
    }
  }

  private void audit(Path file, Taker taker, AtomicBoolean enough) throws IOException, RuleErrors {
    try (KubernetesAuditReader log = KubernetesAuditFile.open(file)) {
      KubernetesAuditReplay replay =
          new KubernetesAuditReplay(
                  log,
                  evaluator(hostName),
                  Pace.of(false),
                  new ReplayCount(),
                  (event, match) -> hand(AuditDetections.of(event, match), taker, enough))
              .between(from, to);
      try {
        replay.run(enough::get);
      } catch (IOException unreadable) {
        taker.unreadable("the end of " + file, String.valueOf(unreadable.getMessage()));
      }
      replay.told().forEach(bad -> taker.unreadable(file + " line " + bad.line(), bad.reason()));
    }
  }

  private void capture(Path file, Taker taker, AtomicBoolean enough)
      throws IOException, RuleErrors {
    try (Recording recording = open(file)) {
      String host = recording.hostName().isEmpty() ? hostName : recording.hostName();
      DetectionBuilder builder =
          new DetectionBuilder(host, new WrittenDirectories(), Duration.ZERO);
      new RecordingReplay(
              recording,
              evaluator(host),
              Pace.of(false),
              new ReplayCount(),
              (match, event, process) ->
                  hand(detection(builder, recording, match, event, process), taker, enough))
          .between(from, to)
          .run(enough::get);
      Recording.Damage damage = recording.damage();
      if (damage != null) {
        taker.unreadable(file + " from byte " + damage.offset() + " on", damage.reason());
      }
    }
  }

  private RuleEvaluator evaluator(String host) throws RuleErrors {
    return new RuleEvaluator(RuleLoader.load(rules, RuleSettings.DEFAULT.withHostname(host)));
  }

  private static void hand(Detection detection, Taker taker, AtomicBoolean enough) {
    if (!enough.get() && !taker.take(detection)) {
      enough.set(true);
    }
  }

  private static Detection detection(
      DetectionBuilder builder,
      Recording recording,
      Match match,
      EventView event,
      ProcessInfo process) {
    ContainerIdentity identity = process.container();
    RecordedContainer container =
        identity.isHost() ? null : recording.container(identity.containerId());
    return builder.build(event, process, identity, context(container), match);
  }

  private static ContainerContext context(@Nullable RecordedContainer container) {
    if (container == null) {
      return ContainerContext.UNKNOWN;
    }
    ContainerInfo info =
        new ContainerInfo(
            container.name(),
            container.id(),
            container.image(),
            Boolean.TRUE.equals(container.privileged()));
    PodInfo pod =
        container.podUid().isEmpty()
            ? null
            : new PodInfo(
                new PodTarget(container.namespace(), container.podName(), container.podUid()),
                "",
                container.podLabels(),
                null,
                PodInfo.Phase.READY,
                false,
                List.of(info));
    return new ContainerContext(pod, info, ContainerMetadata.UNKNOWN);
  }
}
