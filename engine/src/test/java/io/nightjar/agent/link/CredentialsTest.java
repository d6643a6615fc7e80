package io.nightjar.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.agent.FakeEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void aTokenThatWasRotatedIsShownFromTheNextRequestOn() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one\n");
    try (FakeEngine engine = new FakeEngine();
        Link link =
            new Link(
                new Engines(List.of(engine.address())), new Credentials(token, null, null, null))) {
      link.post("/report", Map.of(), Map.class, SOON);
      // as Kubernetes does it: another file under the same name
      Files.writeString(folder.resolve("fresh"), "two\n");
      Files.move(folder.resolve("fresh"), token, StandardCopyOption.REPLACE_EXISTING);
      link.post("/report", Map.of(), Map.class, SOON);
      assertThat(engine.credentials).containsExactly("Bearer one", "Bearer two");
    }
  }

  @Test
  void aTokenThatIsGoneIsSaidAndNothingIsSent() throws Exception {
    try (FakeEngine engine = new FakeEngine();
        Link link =
            new Link(
                new Engines(List.of(engine.address())),
                new Credentials(folder.resolve("token"), null, null, null))) {
      assertThatThrownBy(() -> link.post("/report", Map.of(), Map.class, SOON))
          .isInstanceOf(LinkFailure.NotLetIn.class)
          .hasMessageContaining("token");
      assertThat(engine.credentials).isEmpty();
    }
  }

  @Test
  void aTokenOfSeveralLinesIsNoHeader() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one\nX-Other: two");
    try (FakeEngine engine = new FakeEngine();
        Link link =
            new Link(
                new Engines(List.of(engine.address())), new Credentials(token, null, null, null))) {
      assertThatThrownBy(() -> link.post("/report", Map.of(), Map.class, SOON))
          .isInstanceOf(LinkFailure.NotLetIn.class);
    }
  }

  @Test
  void anEngineThatStallsInItsAnswerIsGivenUp() throws Exception {
    try (FakeEngine engine = new FakeEngine();
        Link link = FakeEngine.linkTo(engine)) {
      // the events of pods never come, so the answer never ends
      assertThatThrownBy(() -> link.post("/pods", Map.of(), Map.class, Duration.ofMillis(300)))
          .isInstanceOf(LinkFailure.NotNow.class)
          .hasMessageContaining("did not answer in time");
    }
  }
}
