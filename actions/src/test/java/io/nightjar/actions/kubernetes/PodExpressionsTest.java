package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PodExpressionsTest {

  @Test
  void blocksByNameAndByDigestWhatWasNotThereBefore() {
    assertThat(PodExpressions.noneOf(List.of("a/b:1", "c"), List.of("sha256:00")))
        .isEqualTo(
            "variables.now.all(i, i in variables.before ||"
                + " !(i in ['a/b:1', 'c'] || i.endsWith('@sha256:00')))");
  }

  @Test
  void everyKindOfContainerIsLookedAt() {
    assertThat(PodExpressions.images().get("now"))
        .contains("containers", "initContainers", "ephemeralContainers");
    assertThat(PodExpressions.images().get("before")).startsWith("oldObject == null ? []");
    assertThat(PodExpressions.UNPRIVILEGED).contains("hostPID", "hostIPC", "hostNetwork");
  }
}
