package io.nightjar.playbook.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.dialect.Look;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every playbook of the library, read from what it asks in its own cases. */
class LibraryTest {
  private static final Map<String, ActionDescriptor> ACTIONS =
      ActionRegistry.standardDescriptors().stream()
          .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));

  /** A payload that nobody wants back is killed without a question, and nothing else is. */
  private static final Set<String> KILL_AT_ONCE = Set.of("crypto-miner", "resource-theft");

  private static Library library;

  @BeforeAll
  static void play() throws Exception {
    library = Library.play();
  }

  private static Stream<DynamicTest> each(Consumer<Playbook> check) {
    return library.playbooks().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> check.accept(each)));
  }

  @Test
  void theLibraryIsLargeEnough() {
    assertThat(library.playbooks()).hasSizeGreaterThanOrEqualTo(25);
  }

  @Test
  void everyRuleNameIsOneOfTheRulesetOrOfNightjarItself() throws Exception {
    assertThat(Library.compile(ruleNames()).names()).hasSameSizeAs(library.playbooks());
  }

  @TestFactory
  Stream<DynamicTest> hasCasesForWhatItAnswersAndForWhatItLeavesAlone() {
    return each(
        playbook -> {
          Collection<PlaybookCase> cases = library.casesOf(playbook.name());
          assertThat(cases).filteredOn(one -> !one.expect().isEmpty()).hasSizeGreaterThan(1);
          assertThat(cases).filteredOn(one -> one.expect().isEmpty()).hasSizeGreaterThan(1);
        });
  }

  @TestFactory
  Stream<DynamicTest> everyRuleFiresInACase() {
    return each(
        playbook ->
            assertThat(library.decisionsOf(playbook.name()))
                .extracting(Library::rule)
                .containsOnly(playbook.rules().toArray(String[]::new)));
  }

  /** A look at more than it names would take every detection of the cluster into the session. */
  @TestFactory
  Stream<DynamicTest> namesTheRulesThatItLooksAt() {
    Set<String> lookAtAll = Set.of("escalation", "response-undone");
    return each(
        playbook ->
            assertThat(playbook.looks().stream().anyMatch(Look::any))
                .isEqualTo(lookAtAll.contains(playbook.name())));
  }

  @TestFactory
  Stream<DynamicTest> mayAskForWhatItAsksForAndNothingMore() {
    return each(
        playbook ->
            assertThat(requests(playbook))
                .extracting(ResponseRequest::actionId)
                .containsOnly(playbook.manifest().mayAsk().toArray(String[]::new)));
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeTakenBackIsAskedFor() {
    return each(
        playbook ->
            assertThat(requests(playbook))
                .filteredOn(request -> request.approval() == null)
                .allSatisfy(
                    request -> {
                      ActionDescriptor action = action(request.actionId());
                      boolean harmless = action.reversible() || !action.disruptive();
                      boolean payload =
                          action.id().equals("process:kill")
                              && KILL_AT_ONCE.contains(playbook.name());
                      assertThat(harmless || payload).as(request.toString()).isTrue();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> whatIsDoneWithoutAQuestionEndsByItself() {
    return each(
        playbook ->
            assertThat(requests(playbook))
                .filteredOn(request -> request.approval() == null)
                .filteredOn(request -> action(request.actionId()).reversible())
                .allSatisfy(request -> assertThat(request.undoAfter()).isNotNull()));
  }

  /** Techniques are those of the rules, countermeasures those of the actions. */
  @TestFactory
  Stream<DynamicTest> refersToWhatItAnswersAndToWhatItDoes() throws Exception {
    Set<String> techniques =
        RuleLoader.load(List.of(Path.of("..", "rules"))).rules().stream()
            .flatMap(rule -> rule.tags().stream())
            .collect(Collectors.toSet());
    return each(
        playbook -> {
          Set<String> known = new TreeSet<>(techniques);
          playbook.manifest().mayAsk().forEach(id -> known.add(action(id).d3fend()));
          assertThat(playbook.manifest().references()).isNotEmpty().isSubsetOf(known);
        });
  }

  @Test
  void theCatalogueSaysWhatTheyDo() {
    Golden.checkBetween(
        "../playbooks/README.md", "<!-- playbooks -->", "<!-- end -->", Catalogue.of(library));
  }

  private static List<ResponseRequest> requests(Playbook playbook) {
    return library.decisionsOf(playbook.name()).stream()
        .filter(Decision.Asked.class::isInstance)
        .map(decision -> ((Decision.Asked) decision).request())
        .toList();
  }

  private static ActionDescriptor action(String id) {
    return Objects.requireNonNull(ACTIONS.get(id), id);
  }

  private static Set<String> ruleNames() throws Exception {
    return RuleLoader.load(List.of(Path.of("..", "rules"))).rules().stream()
        .map(Rule::name)
        .collect(Collectors.toSet());
  }
}
