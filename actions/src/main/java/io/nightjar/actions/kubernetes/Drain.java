package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.nightjar.actions.kubernetes.NodePods.Look;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks the pods of a cordoned node to go, again and again, until all are gone or time is up. */
final class Drain {
  private static final int NAMED = 10;

  private final NodePods pods;
  private final DrainNode.Pause pause;
  private final InstantSource clock;
  private final Set<String> asked = new LinkedHashSet<>();

  Drain(NodePods pods, DrainNode.Pause pause, InstantSource clock) {
    this.pods = pods;
    this.pause = pause;
    this.clock = clock;
  }

  record Result(List<String> changes, List<String> warnings) {
    Result {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  Result until(Instant deadline) {
    Map<String, String> refused = new TreeMap<>();
    while (true) {
      Look look = pods.look();
      refused.clear();
      for (Pod pod : look.toGo()) {
        NodePods.Asked answer = pods.evict(pod, false);
        answer.refusal().ifPresent(why -> refused.put(NodePods.name(pod), why));
        if (answer.mayGo()) {
          asked.add(pod.getMetadata().getUid());
        }
      }
      boolean done = look.toGo().isEmpty() && look.going().isEmpty();
      boolean late = !clock.instant().isBefore(deadline);
      if (done || late || !waited(look, refused)) {
        pods.note(null);
        return result(pods.look(), refused);
      }
    }
  }

  /** False when this run is being stopped; another one goes on. */
  private boolean waited(Look look, Map<String, String> refused) {
    pods.note(
        asked.size()
            + " asked to go, "
            + look.going().size()
            + " on their way, "
            + refused.size()
            + " refused for now");
    try {
      pause.pause();
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Result result(Look last, Map<String, String> refused) {
    Map<String, String> left = new TreeMap<>();
    last.toGo()
        .forEach(
            pod -> {
              // whoever still stands was not evicted, whatever the answer was
              asked.remove(pod.getMetadata().getUid());
              String name = NodePods.name(pod);
              left.put(name, refused.getOrDefault(name, "it was not asked in time"));
            });
    List<String> warnings = new ArrayList<>(warnings(left, last.staying()));
    if (!last.going().isEmpty()) {
      warnings.add(
          "still ending: " + Words.some(last.going().stream().map(NodePods::name).toList(), NAMED));
    }
    boolean whole = left.isEmpty() && last.going().isEmpty();
    return new Result(
        List.of(asked.size() + " pods evicted" + (whole ? "" : "; not drained whole")), warnings);
  }

  static List<String> warnings(Map<String, String> refused, Map<String, String> staying) {
    List<String> warnings = new ArrayList<>();
    refused.forEach(
        (pod, why) -> {
          if (warnings.size() < NAMED) {
            warnings.add(pod + " stays: " + why);
          }
        });
    if (refused.size() > NAMED) {
      warnings.add("and " + (refused.size() - NAMED) + " more");
    }
    Map<String, List<String>> byReason = new TreeMap<>();
    staying.forEach((pod, why) -> byReason.computeIfAbsent(why, any -> new ArrayList<>()).add(pod));
    byReason.forEach((why, names) -> warnings.add(why + ": " + Words.some(names, NAMED)));
    return warnings;
  }
}
