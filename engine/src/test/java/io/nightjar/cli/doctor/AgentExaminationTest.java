package io.nightjar.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.config.AgentConfig;
import io.nightjar.config.ListenAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentExaminationTest {

  @TempDir Path folder;

  private List<Line> look(List<URI> engines, @Nullable Path token) {
    return new AgentExamination(
            new AgentConfig(
                engines,
                token,
                null,
                null,
                null,
                new AgentConfig.Spool(null, 1 << 20),
                ListenAddress.anyLocal()),
            folder)
        .look();
  }

  @Test
  void saysNothingWhereThereIsNoAgent() {
    assertThat(look(List.of(), null)).isEmpty();
  }

  @Test
  void saysWhichEngineAnswersAndThatTheTokenIsThere() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "t");
    try (ServerSocket engine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Line> lines =
          look(List.of(URI.create("http://127.0.0.1:" + engine.getLocalPort())), token);
      assertThat(lines).extracting(Line::state).containsOnly(Line.State.OK);
      assertThat(lines)
          .extracting(Line::subject)
          .containsExactly("agent engine", "agent token", "agent spool");
    }
  }

  @Test
  void namesWhatIsNotThere() {
    List<Line> lines = look(List.of(URI.create("http://127.0.0.1:1")), folder.resolve("token"));
    assertThat(lines)
        .extracting(Line::state)
        .containsExactly(Line.State.WARN, Line.State.MISSING, Line.State.OK);
    assertThat(lines.get(1).found()).endsWith("token is not there");
    assertThat(look(List.of(URI.create("http://127.0.0.1:1")), null))
        .anySatisfy(line -> assertThat(line.subject()).isEqualTo("agent credential"));
  }
}
