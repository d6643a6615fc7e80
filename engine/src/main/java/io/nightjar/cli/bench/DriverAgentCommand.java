package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.Shell;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.rules.RuleLoader;
import io.nightjar.store.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The agent of a benchmark, a process of its own so that its CPU time is nobody else's: a word on
 * standard input is answered by a line of JSON on standard output. It ends with its input.
 */
@Command(name = "driver-agent", hidden = true, description = "The observed part of bench driver.")
public final class DriverAgentCommand implements Callable<Integer> {

  private final Shell shell;

  @Option(names = "--pod", paramLabel = "UID", description = "Pod of the load.")
  String pod = "";

  @Option(names = "--container", paramLabel = "ID", description = "Container of the load.")
  String container = "";

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Rule files.")
  List<Path> rules = new ArrayList<>();

  public DriverAgentCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = shell.out();
    try (Agent agent =
        new Agent(
            RuleLoader.load(rules),
            pod,
            container,
            () -> say(out, Map.of("kind", AgentProcess.FIRST_ALERT)))) {
      agent.send(Sending.PUSHDOWN);
      say(out, Map.of("kind", AgentProcess.READY));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String word = in.readLine(); word != null; word = in.readLine()) {
        say(out, answer(agent, word));
      }
    } catch (DriverUnavailable e) {
      say(out, Map.of("kind", AgentProcess.FAILED, "why", String.valueOf(e.getMessage())));
      return ExitCode.NEGATIVE;
    }
    return ExitCode.OK;
  }

  private static Object answer(Agent agent, String word) throws DriverUnavailable, IOException {
    switch (word) {
      case AgentProcess.SAMPLE -> {
        return agent.sample();
      }
      case AgentProcess.CLEAR -> agent.clearBait();
      default -> agent.send(Sending.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return agent.sample();
  }

  private static synchronized void say(PrintWriter out, Object value) {
    out.println(Json.write(value));
    out.flush();
  }
}
