package io.nightjar.export;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Leaves as events of ArcSight's Common Event Format, version 0: the kind of the leaf is the fixed
 * signature, the extension takes the keys of the standard dictionary. Each carries the hash of its
 * leaf in the tree, so that it can be proven.
 */
final class CefEvents {

  private final String version;

  CefEvents(String version) {
    this.version = version;
  }

  /** One line without its end. */
  String line(LeafFacts facts) {
    String kind = facts.record().kind();
    Detection found = facts.detection();
    CefLine line = new CefLine("Nightjar", "Nightjar", version, kind, name(facts), severity(facts));
    line.number("rt", facts.record().time().toEpochMilli())
        .number("externalId", facts.leaf().index())
        .put("cat", category(kind), 1023)
        .put("act", facts.asked("action"), 63)
        .put("outcome", EcsWords.of(facts).outcome(), 63)
        .put("reason", reason(facts), 1023)
        .put("msg", found == null ? facts.message() : found.output(), 1023)
        .put("dvchost", facts.field("node"), 100)
        .put("suser", facts.person(), 1023);
    if (found != null) {
      line.number("start", found.time().toEpochMilli())
          .put("deviceExternalId", found.containerId(), 255);
      process(line, found.process());
    }
    return line.labelled("cs1", "rule", rule(facts))
        .labelled("cs2", "namespace", facts.namespace())
        .labelled("cs3", "target", target(facts))
        .labelled("cs4", "image", found == null ? "" : found.image())
        .labelled("cs5", "playbook", facts.asked("playbook"))
        .labelled("cs6", "leafHash", facts.leaf().hash().hex())
        .labelled("flexString2", "response", response(facts))
        .text();
  }

  private static String name(LeafFacts facts) {
    String rule = facts.record().kind().startsWith("detection.") ? facts.field("rule") : "";
    return rule.isEmpty() ? words(facts.record().kind()) : rule;
  }

  private static String words(String kind) {
    String words = kind.replace('.', ' ').replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String category(String kind) {
    return kind.substring(0, Math.max(kind.indexOf('.'), 0));
  }

  /** From 0 to 10: up to 3 is low, to 6 medium, to 8 high, above very high. */
  private static int severity(LeafFacts facts) {
    return switch (Severity.of(facts)) {
      case INFORMATIONAL -> 1;
      case LOW -> 3;
      case MEDIUM -> 5;
      case HIGH -> 7;
      case CRITICAL -> 9;
      case FATAL -> 10;
    };
  }

  private static String reason(LeafFacts facts) {
    String reason = facts.field("reason");
    return reason.isEmpty() ? facts.field("why") : reason;
  }

  private static String rule(LeafFacts facts) {
    String rule = facts.field("rule");
    return rule.isEmpty() ? facts.asked("playbookRule") : rule;
  }

  private static String target(LeafFacts facts) {
    String pod = facts.field("pod");
    return pod.isEmpty() ? facts.asked("target") : "pod " + facts.namespace() + "/" + pod;
  }

  private static String response(LeafFacts facts) {
    String response = facts.record().responseId();
    return response == null ? "" : response;
  }

  private static void process(CefLine line, @Nullable ProcessRef process) {
    if (process != null) {
      String path = process.exePath().isEmpty() ? process.name() : process.exePath();
      line.number("spid", process.pid())
          .put("sproc", path, 1023)
          .number("suid", process.uid())
          .labelled("flexString1", "commandLine", process.commandLine());
    }
  }
}
