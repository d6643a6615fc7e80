package io.nightjar.detect;

import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns events that a rule matches into detections. Thread: {@link #detect} is the sensor's only;
 * {@link #use} may be called from any.
 */
public final class Detector {

  private final ContainerContexts contexts;
  private final DetectionBuilder builder;
  private final AtomicLong events = new AtomicLong();
  private final Consumer<Match> alerts;
  private volatile RuleEvaluator rules;

  public Detector(RuleEvaluator rules, PodLookup pods, DetectionBuilder builder) {
    this(rules, pods, builder, match -> {});
  }

  /**
   * @param alerts gets every match as well; must return at once
   */
  public Detector(
      RuleEvaluator rules, PodLookup pods, DetectionBuilder builder, Consumer<Match> alerts) {
    this.alerts = alerts;
    this.rules = rules;
    this.contexts = new ContainerContexts(pods);
    this.builder = builder;
  }

  /** Puts other rules in force, from the next event on. */
  public void use(RuleEvaluator next) {
    rules = next;
  }

  /** Hands every detection that {@code event} deserves to {@code sink}. */
  public void detect(EventView event, @Nullable ProcessInfo process, Consumer<Detection> sink) {
    events.setRelease(events.getPlain() + 1);
    ContainerIdentity identity = process == null ? ContainerIdentity.HOST : process.container();
    ContainerContext context = contexts.of(identity);
    for (Match match : rules.evaluate(event, process, context.metadata())) {
      alerts.accept(match);
      sink.accept(builder.build(event, process, identity, context, match));
    }
  }

  /** Events seen since the start. */
  public long events() {
    return events.get();
  }
}
