package io.nightjar.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.rules.compile.Kept;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A detection answers by the names that rules use, and says what it never knew. */
class DetectionFieldsTest {
  private final Detection detection =
      new NoisyWeek()
          .read(
              new NoisyWeek.Act(
                  "registry.example:5000/shop/web:1.2@sha256:abc",
                  "shop",
                  "web",
                  "web-1",
                  "node-1",
                  List.of("cat", "sh", "node", "tini"),
                  "cat /etc/shadow",
                  "/etc/shadow"),
              NoisyWeek.FROM);
  private final DetectionFields fields = new DetectionFields(detection, Set.of("user.name"));

  private void has(String key, String text) {
    assertThat(fields.of(key)).isEqualTo(new Kept.Text(text));
  }

  @Test
  void theLineageIsCountedFromTheProcessOn() {
    has("proc.name", "cat");
    has("proc.aname[0]", "cat");
    has("proc.pname", "sh");
    has("proc.aname[1]", "sh");
    has("proc.aname[2]", "node");
    has("proc.aname[3]", "tini");
    assertThat(fields.of("proc.aname[4]")).isEqualTo(Kept.None.MISSING);
    assertThat(fields.of("proc.aname")).isEqualTo(new Kept.AnyOf(List.of("sh", "node", "tini")));
  }

  @Test
  void theImageIsKnownWithoutItsTagAndThePodByItsLabels() {
    has("container.image.repository", "registry.example:5000/shop/web");
    has("k8s.ns.name", "shop");
    has("k8s.pod.label[app]", "web");
    has("k8s.pod.label.app", "web");
    assertThat(fields.of("k8s.pod.label[tier]")).isEqualTo(Kept.None.MISSING);
    has("container.id", "c".repeat(12));
  }

  @Test
  void whatTheOutputNamesWasMissingAndWhatNobodyKeptIsUnknown() {
    has("fd.name", "/etc/shadow");
    assertThat(fields.of("user.name")).isEqualTo(Kept.None.MISSING);
    assertThat(fields.of("user.loginuid")).isEqualTo(Kept.None.UNKNOWN);
    assertThat(fields.of("proc.aname[x]")).isEqualTo(Kept.None.UNKNOWN);
  }
}
