package io.nightjar.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever makes up names fills no memory, and does not make the noise disappear. */
class GroupsTest {
  private static final Window WINDOW = new Window(NoisyWeek.FROM, NoisyWeek.TO, Set.of(), Set.of());

  @TempDir Path folder;

  private final NoisyWeek week = new NoisyWeek();

  private Detection read(String image, String name, String file) {
    return week.read(
        new NoisyWeek.Act(image, "shop", "web", "web-1", "node-1", List.of(name, "sh"), name, file),
        NoisyWeek.FROM);
  }

  private Groups groups(int most) {
    try (TestState state = TestState.open(folder)) {
      return new Groups(WINDOW, People.read(state.database(), WINDOW), most);
    }
  }

  private static void add(Groups groups, Detection detection) {
    groups.add(detection, null, new DetectionFields(detection, Set.of()));
  }

  @Test
  void theSmallestAreForgottenAndThatIsTold() {
    Groups groups = groups(10);
    for (int i = 0; i < 1000; i++) {
      add(groups, read("noise", "check", "/etc/shadow"));
      add(groups, read("attack-" + (char) ('a' + i % 26) + (char) ('a' + i / 26), "x", "/x"));
    }

    assertThat(groups.all()).hasSizeLessThanOrEqualTo(20);
    assertThat(groups.all().getFirst().noise().key().image()).isEqualTo("noise");
    assertThat(groups.all().getFirst().count()).isEqualTo(1000);
    assertThat(groups.forgotten())
        .isEqualTo(2000 - groups.all().stream().mapToLong(Group::count).sum());
    assertThat(groups.all().getLast().noise().missed()).isPositive();
  }

  @Test
  void tooManyShapesOfOneProgramBecomeOne() {
    Groups groups = groups(1000);
    for (int i = 0; i < 500; i++) {
      add(groups, read("i", "check", "/srv/" + (char) ('a' + i % 26) + (char) ('a' + i / 26)));
    }

    assertThat(groups.all()).hasSize(33);
    assertThat(groups.all().getFirst().key().shape()).isEqualTo(GroupKey.VARIOUS);
    assertThat(groups.all().getFirst().count()).isEqualTo(500 - 32);
  }
}
