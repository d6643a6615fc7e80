package io.nightjar.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessTable;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.cases.CaseJudge;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseSubject;
import io.nightjar.rules.cases.RuleCase;
import io.nightjar.rules.compile.Hindsight;
import io.nightjar.rules.compile.Kept;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.SourceFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * With the shipped rules: what a detection keeps says the same as the event did. Every case of a
 * rule is turned into a detection on the way of production.
 */
class RulesetTuningTest {
  private static final Path RULES = Path.of("../rules");

  private final List<SourceFile> files = RuleLoader.read(List.of(RULES));
  private final RuleSet rules =
      RuleLoader.loadSources(files, RuleSettings.DEFAULT.withMatching(RuleMatching.ALL));
  private final Map<RuleCase, Detection> detections = new LinkedHashMap<>();

  RulesetTuningTest() throws Exception {
    for (RuleCase one : cases()) {
      if (one.matches() && one.subject() instanceof CaseSubject.Call call) {
        for (Detection detection : detect(call)) {
          if (detection.rule().equals(one.rule())) {
            detections.put(one, detection);
          }
        }
      }
    }
    assertThat(detections).hasSizeGreaterThan(150);
  }

  private static List<RuleCase> cases() throws Exception {
    List<RuleCase> cases = new ArrayList<>(CaseLoader.load(RULES.resolve("cases")));
    cases.addAll(KnownAttacks.acts());
    return cases;
  }

  private List<Detection> detect(CaseSubject.Call call) {
    ProcessTable processes = ProcessTable.ofEventsAlone();
    call.process().ancestors().reversed().forEach(processes::put);
    processes.put(call.process());
    EventView event = call.event().encode(new EventEncoder(), call.process());
    Detector detector =
        new Detector(
            new RuleEvaluator(rules),
            pods(call.container(), call.process().containerId()),
            new DetectionBuilder("node-1", new WrittenDirectories(), Duration.ZERO));
    List<Detection> found = new ArrayList<>();
    detector.detect(event, processes.apply(event), found::add);
    return found;
  }

  private static PodLookup pods(ContainerMetadata metadata, String container) {
    PodInfo pod =
        new PodInfo(
            new PodTarget(metadata.namespace(), metadata.podName(), metadata.podUid()),
            "node-1",
            metadata.podLabels(),
            null,
            PodInfo.Phase.READY,
            false,
            List.of(
                new ContainerInfo(
                    metadata.name(),
                    container,
                    metadata.image(),
                    Boolean.TRUE.equals(metadata.privileged()))));
    return new PodLookup() {
      @Override
      public Optional<PodInfo> byUid(String podUid) {
        return Optional.of(pod);
      }

      @Override
      public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
        return Optional.of(pod);
      }

      @Override
      public List<PodInfo> ofWorkload(String workloadUid) {
        return List.of();
      }
    };
  }

  private Rule rule(RuleCase one) {
    return rules.rules().stream()
        .filter(rule -> rule.name().equals(one.rule()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasRaisedIsNeverTakenForSilent() {
    detections.forEach(
        (one, detection) -> {
          Rule rule = rule(one);
          DetectionFields fields = new DetectionFields(detection, rule.output().keys());

          assertThat(Hindsight.of(rule.tree(), RuleSource.SYSCALL).judge(fields))
              .as(one.rule() + ": " + one.name())
              .isNotEqualTo(Hindsight.Answer.FAILS);
        });
  }

  @Test
  void anExceptionMadeOfWhatADetectionKeptSilencesItsEvent() throws Exception {
    StringBuilder yaml = new StringBuilder();
    List<RuleCase> excepted = new ArrayList<>();
    detections.forEach(
        (one, detection) -> {
          Map<String, String> values = values(rule(one), detection);
          if (!values.isEmpty()) {
            excepted.add(one);
            yaml.append(
                ExceptionFile.item(
                    one.rule(),
                    "e" + excepted.size(),
                    List.copyOf(values.keySet()),
                    List.of(new ExceptionRow(List.copyOf(values.values()), 1))));
          }
        });
    assertThat(excepted).hasSizeGreaterThan(150);

    List<SourceFile> more = new ArrayList<>(files);
    more.add(new SourceFile("exceptions.yaml", yaml.toString()));
    RuleSet after =
        RuleLoader.loadSources(more, RuleSettings.DEFAULT.withMatching(RuleMatching.ALL));

    CaseJudge judge = new CaseJudge(after);
    List<String> raised =
        excepted.stream()
            .filter(one -> names(judge.matches(one.subject())).contains(one.rule()))
            .map(one -> one.rule() + ": " + one.name())
            .toList();
    assertThat(raised).isEmpty();
    detections.forEach(
        (one, detection) -> {
          Rule before = rule(one);
          Rule with = after.rule(one.rule());
          if (with != null && excepted.contains(one)) {
            assertThat(
                    Hindsight.knowing(before.tree(), with.tree(), RuleSource.SYSCALL)
                        .judge(new DetectionFields(detection, before.output().keys())))
                .as(one.rule() + ": " + one.name())
                .isEqualTo(Hindsight.Answer.FAILS);
          }
        });
  }

  private static List<String> names(List<Match> matches) {
    return matches.stream().map(match -> match.rule().name()).toList();
  }

  /** Those that the rows of a proposal would hold. */
  private static Map<String, String> values(Rule rule, Detection detection) {
    DetectionFields fields = new DetectionFields(detection, rule.output().keys());
    Map<String, String> values = new LinkedHashMap<>();
    for (TuningField field : TuningField.of(rule)) {
      String value =
          switch (fields.of(field.key())) {
            case Kept.Text text -> text.text();
            case Kept.Whole whole -> Long.toString(whole.number());
            case Kept.AnyOf any -> "";
            case Kept.None none -> "";
          };
      if (!value.isEmpty() && Usable.of(value) == Usable.YES) {
        values.put(field.key(), value);
      }
    }
    return values;
  }
}
