package io.nightjar.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AttacksTest {

  @Test
  void everyAttackRaisesRulesThatExist() throws Exception {
    Set<String> rules =
        RuleLoader.load(List.of(Path.of("../rules"))).rules().stream()
            .map(Rule::name)
            .collect(Collectors.toSet());

    assertThat(Attacks.all())
        .allSatisfy(attack -> assertThat(attack.raises()).isNotEmpty().isSubsetOf(rules));
  }

  @Test
  void everyNameIsFoundAndIsOneOfItsKind() {
    assertThat(Attacks.all()).extracting(Attack::name).doesNotHaveDuplicates();
    assertThat(Attacks.all())
        .allSatisfy(attack -> assertThat(Attacks.find(attack.name())).contains(attack));
    assertThat(Attacks.find("no-such-attack")).isEmpty();
  }
}
