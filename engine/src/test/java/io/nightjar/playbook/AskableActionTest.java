package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.NOON;
import static io.nightjar.playbook.TestPlaybooks.fact;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.dialect.Argument;
import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.respond.ResponseRequest;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every entry of the vocabulary has its method, its action, its target and its parameters. */
class AskableActionTest {
  private static final Map<String, ActionDescriptor> ACTIONS =
      ActionRegistry.standardDescriptors().stream()
          .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
  private static final Detection DETECTION = (Detection) fact("d1", "shell", "web-1", NOON).value();

  @ParameterizedTest
  @EnumSource(AskableAction.class)
  void isWiredThrough(AskableAction action) throws Exception {
    AskMethod word = action.vocabulary();
    ActionDescriptor descriptor = ACTIONS.get(action.actionId());
    assertThat(descriptor).as("%s is an action", action.actionId()).isNotNull();
    assertThat(word.arguments())
        .extracting(Argument::parameter)
        .allMatch(descriptor.parameters()::containsKey, "a parameter of " + action.actionId());
    Method method = method(word);
    Asking asking = new Asking(DETECTION);
    Object[] texts =
        Arrays.stream(method.getParameterTypes())
            .map(type -> type.isArray() ? new String[] {"a", "b"} : "x")
            .toArray();
    method.invoke(asking, texts);
    Sentence sentence = asking.sentence();
    assertThat(sentence).isNotNull();
    assertThat(sentence.action()).isEqualTo(action);
    assertThat(action.said(sentence.arguments()).values().keySet())
        .isEqualTo(word.arguments().stream().map(Argument::parameter).collect(Collectors.toSet()));
    Target target = action.target(Subject.of(DETECTION));
    assertThat(target).isInstanceOf(descriptor.target());
  }

  private static Method method(AskMethod word) {
    List<Method> methods =
        Arrays.stream(Asking.class.getDeclaredMethods())
            .filter(method -> method.getName().equals(word.method()))
            .toList();
    assertThat(methods).as("Asking.%s", word.method()).hasSize(1);
    List<Class<?>> wanted =
        word.arguments().stream()
            .<Class<?>>map(argument -> argument.repeated() ? String[].class : String.class)
            .toList();
    assertThat(methods.getFirst().getParameterTypes()).containsExactlyElementsOf(wanted);
    return methods.getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label()                     | label wants a label or annotation key in quotes here",
        "label(\"a\")                | expected ','",
        "label(\"a\", $d)            | label wants a label value in quotes here",
        "label(\"a b\", \"x\")       | \"a b\" is not a label or annotation key",
        "label(\"a\", \"x y\")       | \"x y\" is not a label value",
        "label(\"a\", \"b\", \"c\")  | expected ')'",
        "hardenWorkload(\"root\")    | \"root\" is not a right that a workload can do without",
        "limitResources(\"1Gi\", \"1Gi\") | \"1Gi\" is not a number of cores",
        "limitResources(\"1\", \"half\") | \"half\" is not a number of bytes",
        "forbidProgram(\"nc\")       | \"nc\" is not the absolute path of a file",
        "isolatePod(\"now\")         | expected ')'",
      })
  void argumentsAreChecked(String call, String message) {
    assertThat(check(call))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains(message);
  }

  @Test
  void aWebhookIsHandedWhatTheDetectionToldAsData() {
    Parameters parameters =
        AskableAction.WEBHOOK.parameters(Subject.of(DETECTION), List.of(), List.of("siem"));
    assertThat(parameters.text("name", "")).isEqualTo("siem");
    assertThat(Parameters.namesAndValues(parameters.list(Parameters.SEEN)))
        .containsEntry("rule", DETECTION.rule())
        .containsEntry("image", DETECTION.image())
        .containsEntry("detection", DETECTION.id());
    assertThat(check("webhook(\"https://example.com/x\")"))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains("is not a name of an entry in the configuration");
  }

  @Test
  void everyHardeningControlCanBeSaid() {
    String known =
        ACTIONS.values().stream()
            .filter(action -> action.id().equals("kubernetes:harden-workload"))
            .map(action -> action.parameters().getOrDefault("controls", ""))
            .findFirst()
            .orElseThrow();
    String all =
        Arrays.stream(known.substring(known.indexOf(": ") + 2).split(", "))
            .collect(Collectors.joining("\", \"", "\"", "\""));
    assertThat(check("hardenWorkload(" + all + ")")).isEmpty();
  }

  @Test
  void anExampleShowsHowItIsSaid() {
    assertThat(check("label()").getFirst().hint())
        .isEqualTo("such as label(\"example.com/suspect\", \"true\")");
  }

  @Test
  void oneRuleMayAskForOneActionTwiceWithOtherArguments() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "marks",
                """
                rule "mark it"
                when
                  $d : Detection()
                then
                  respond.to($d).label("example.com/a", "1").because("x");
                  respond.to($d).label("example.com/b", "2").because("x");
                end
                """));
    try (VirtualSession session =
        new VirtualSession(playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, NOON)) {
      List<ResponseRequest> asked =
          session.insert(fact("d1", "shell", "web-1", NOON)).stream()
              .map(decision -> ((Decision.Asked) decision).request())
              .toList();
      assertThat(asked).extracting(ResponseRequest::id).doesNotHaveDuplicates().hasSize(2);
      assertThat(asked.getFirst().parameters().text("key", "")).isEqualTo("example.com/a");
      assertThat(asked.getLast().parameters().text("value", "")).isEqualTo("2");
    }
  }

  @Test
  void aRollbackAccusesTheImagesOfTheWorkloadThatTheRuleMatched() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "back",
                """
                rule "back"
                when
                  $a : Detection( rule == "shell", $pod : podUid )
                  $b : Detection( rule == "miner", podUid == $pod, this after[0s,5m] $a )
                then
                  respond.to($b).rollBackImage().because("x");
                end
                """));
    try (VirtualSession session =
        new VirtualSession(playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, NOON)) {
      session.insert(fact("d1", "shell", "web-1", NOON));
      Decision.Asked asked =
          (Decision.Asked) session.insert(fact("d2", "miner", "web-1", NOON)).getFirst();
      assertThat(asked.request().parameters().list(Parameters.ACCUSED_IMAGES))
          .containsExactly(DETECTION.image());
      assertThat(asked.request().parameters().asksTheSameAs(Parameters.NONE)).isTrue();
    }
  }

  private static List<Problem> check(String call) {
    String drl =
        "rule \"a\"\nwhen\n  $d : Detection()\nthen\n  respond.to($d)."
            + call
            + ".because(\"x\");\nend\n";
    return new DialectCheck(Prelude.vocabulary())
        .check(
            new Source("p/playbook.drl", drl),
            new Known(Set.of(), ACTIONS.keySet(), Optional.empty()));
  }
}
