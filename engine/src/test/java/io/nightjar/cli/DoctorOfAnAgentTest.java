package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.config.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorOfAnAgentTest {

  @TempDir Path folder;

  private String doctor(String config, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("agent.yaml"), config);
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    Shell shell =
        new Shell(
            out,
            out,
            new Paint(false),
            ZoneId.of("UTC"),
            InstantSource.system(),
            "kim",
            Surroundings.ofThisProcess());
    List<String> all = new ArrayList<>(List.of("doctor", "--config", file.toString(), "--state"));
    all.add(folder.resolve("state").toString());
    all.addAll(List.of(more));
    Main.commandLine(shell, (options, from) -> 0).execute(all.toArray(String[]::new));
    return text.toString();
  }

  /** It has no cluster, nobody signs in to it, and no alert comes in by it. */
  @Test
  void leavesOutWhatIsItsEnginesUnlessThatIsNamed() throws Exception {
    String agents = "agent: {engines: [\"http://127.0.0.1:1\"]}\n";
    assertThat(doctor(agents))
        .contains("kernel ", "agent engine", "agent credential")
        .doesNotContain("attack containers", "cluster", "ingest", "sign-in", "channel");
    assertThat(doctor(agents, "--only", "ingest")).contains("ingest");
    assertThat(doctor("mode: dry-run\n")).contains("ingest").doesNotContain("agent engine");
  }
}
