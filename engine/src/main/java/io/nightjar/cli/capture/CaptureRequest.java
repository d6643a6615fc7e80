package io.nightjar.cli.capture;

import io.nightjar.audit.Hash;
import io.nightjar.driver.EventType;
import io.nightjar.driver.KernelFilter;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.rules.RuleSet;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which events a capture asks the kernel for.
 *
 * @param ofRules whether that is what rules need, and so not all events of its types
 * @param environment whether the environments of programs are captured, too: they hold secrets
 */
record CaptureRequest(KernelFilter filter, boolean ofRules, boolean environment) {

  static CaptureRequest of(Set<EventType> types) {
    return new CaptureRequest(KernelFilter.all(types), false, false);
  }

  /** What rules need: environments only where one of them asks for those. */
  static CaptureRequest of(RuleSet rules) {
    return new CaptureRequest(rules.kernelFilter(), true, rules.usesEnvironment());
  }

  CaptureRequest withEnvironment() {
    return new CaptureRequest(filter, ofRules, true);
  }

  /** Writes the request into the header of a capture. */
  CaptureFacts in(CaptureFacts facts) {
    Set<EventType> types = EnumSet.copyOf(EventType.PROCESS_TABLE);
    types.addAll(filter.types());
    CaptureFacts told =
        facts.with(
            CaptureFacts.EVENTS,
            types.stream().map(EventType::callName).collect(Collectors.joining(" ")));
    told = environment ? told.with(CaptureFacts.ENVIRONMENT, "yes") : told;
    return ofRules ? told.with(CaptureFacts.RULES, digest(filter)) : told;
  }

  /** Whether a capture with this header was asked for what other rules need. */
  static boolean wasForOtherRules(CaptureFacts facts, RuleSet rules) {
    String asked = facts.get(CaptureFacts.RULES);
    return !asked.isEmpty() && !asked.equals(digest(rules.kernelFilter()));
  }

  private static String digest(KernelFilter filter) {
    return Hash.sha256(filter.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }
}
