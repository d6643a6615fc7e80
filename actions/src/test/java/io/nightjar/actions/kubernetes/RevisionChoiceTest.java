package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevisionChoiceTest {
  private static final Revision FIRST = new Revision(1, Map.of("app", "app:1", "log", "log:1"));
  private static final Revision SECOND = new Revision(2, Map.of("app", "app:2", "log", "log:1"));
  private static final Revision THIRD = new Revision(3, Map.of("app", "app:2", "log", "log:1"));
  private static final Map<String, String> NOW = Map.of("app", "app:4", "log", "log:1");
  private static final List<Revision> KEPT =
      List.of(
          SECOND,
          FIRST,
          THIRD,
          new Revision(4, NOW),
          new Revision(5, Map.of("app", "app:5", "log", "log:1")));

  @Test
  void goesBackToTheNewestEarlierRevisionWithOtherImages() {
    RevisionChoice.Chosen chosen = (RevisionChoice.Chosen) choose(Parameters.NONE);
    assertThat(chosen.revision()).isEqualTo(3);
    assertThat(chosen.images()).containsExactly(Map.entry("app", "app:2"));
    assertThat(chosen.unknown()).isEmpty();
  }

  @Test
  void goesPastAccusedImages() {
    Parameters accused =
        Parameters.NONE.with("notImage", List.of("app:4", "docker.io/library/app:2"));
    assertThat(((RevisionChoice.Chosen) choose(accused)).revision()).isEqualTo(1);
  }

  @Test
  void doesNothingWhenTheAccusedImageIsNotInUse() {
    assertThat(choose(Parameters.NONE.with("notImage", "app:9")))
        .isInstanceOf(RevisionChoice.Nothing.class);
  }

  @Test
  void findsNoneWhenAnAccusedImageWouldStay() {
    assertThat(choose(Parameters.NONE.with("notImage", "log:1")))
        .isInstanceOf(RevisionChoice.None.class);
  }

  @Test
  void takesExactlyTheWantedRevision() {
    assertThat(((RevisionChoice.Chosen) choose(Parameters.NONE.with("toRevision", "5"))).revision())
        .isEqualTo(5);
    assertThat(choose(Parameters.NONE.with("toRevision", "4")))
        .isInstanceOf(RevisionChoice.Nothing.class);
    assertThat(choose(Parameters.NONE.with("toRevision", "77")))
        .isInstanceOf(RevisionChoice.None.class);
  }

  @Test
  void neverGoesBackToWhatAnEarlierRollbackLeftBehind() {
    assertThat(
            RevisionChoice.of(
                Map.of("app", "app:1", "log", "log:1"),
                6,
                List.of(THIRD, new Revision(4, NOW)),
                Parameters.NONE,
                List.of("app:4", "app:2")))
        .isInstanceOf(RevisionChoice.None.class);
  }

  @Test
  void aContainerThatTheRevisionDoesNotHaveKeepsItsImageAndIsNamed() {
    RevisionChoice.Chosen chosen =
        (RevisionChoice.Chosen)
            RevisionChoice.of(
                Map.of("app", "app:4", "sidecar", "evil:1"),
                4,
                List.of(FIRST),
                Parameters.NONE,
                List.of());
    assertThat(chosen.unknown()).containsExactly("sidecar");
    assertThat(chosen.images()).containsOnlyKeys("app");
  }

  @Test
  void knowsSpellingsOfOneImage() {
    assertThat(ImageReference.same("nginx", "docker.io/library/nginx:latest")).isTrue();
    assertThat(ImageReference.same("index.docker.io/bitnami/redis:7", "bitnami/redis:7")).isTrue();
    assertThat(ImageReference.same("localhost:5000/a", "localhost:5000/a:latest")).isTrue();
    assertThat(ImageReference.same("nginx:1.27", "nginx")).isFalse();
    assertThat(ImageReference.same("nginx@sha256:00", "nginx")).isFalse();
    assertThat(ImageReference.same("ghcr.io/x/nginx", "x/nginx")).isFalse();
  }

  private static RevisionChoice choose(Parameters parameters) {
    return RevisionChoice.of(NOW, 4, KEPT, parameters, List.of());
  }
}
