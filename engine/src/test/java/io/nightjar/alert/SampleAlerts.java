package io.nightjar.alert;

import io.nightjar.detect.SensorLoss;
import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Real matches of a real rule, so that what goes out is what would go out. */
public final class SampleAlerts {

  static final Instant TIME = Instant.parse("2026-11-20T03:00:00.123456789Z");

  private static final String RULE =
      """
      - rule: Sensitive file read
        desc: a file that few programs have to read
        condition: evt.type = openat
        output: Sensitive file read | file=%fd.name port=%fd.sport command=%proc.cmdline uid=%user.uid
        priority: WARNING
        tags: [T1555, container]
      """;

  private static final RuleSet RULES = load(RULE);

  private SampleAlerts() {}

  static RuleSet load(String rules) {
    try {
      return RuleLoader.loadSources(List.of(new SourceFile("t", rules)), RuleSettings.DEFAULT);
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    }
  }

  /**
   * @param file a name that an attacker has chosen
   */
  public static Alert opened(String file) {
    return new Alert.Matched(match(file));
  }

  static Match match(String file) {
    ContainerIdentity web = new ContainerIdentity("5e908e27d34a".repeat(5) + "abcd", "uid-web");
    ProcessInfo cat =
        ProcessInfo.builder(20, 20)
            .name("cat")
            .args(List.of("cat", file))
            .userName("root")
            .container(web)
            .build();
    long nanos = TIME.getEpochSecond() * 1_000_000_000L + TIME.getNano();
    EventEncoder encoder = new EventEncoder();
    encoder
        .begin(EventType.OPENAT, nanos)
        .process(cat)
        .result(3)
        .number(Arg.FLAGS, 0)
        .text(Arg.PATH, file);
    return new RuleEvaluator(RULES)
        .evaluate(encoder.view(), cat, ContainerMetadata.UNKNOWN)
        .getFirst();
  }

  public static Alert lost(long events) {
    return new Alert.Internal(SensorLoss.of("node-1", Map.of("openat", events), TIME));
  }
}
