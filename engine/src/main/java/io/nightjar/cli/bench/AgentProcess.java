package io.nightjar.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.cli.Main;
import io.nightjar.cli.UsageFailure;
import io.nightjar.store.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent as the benchmark sees it: a JVM of its own with the flags of {@code nightjar run}. */
final class AgentProcess implements AutoCloseable {
  static final String READY = "ready";
  static final String FIRST_ALERT = "first-alert";
  static final String FAILED = "failed";
  static final String SAMPLE = "sample";
  static final String CLEAR = "clear";

  private static final long FENCE_LOOK_MILLIS = 20;
  private static final int FENCE_TRIES = 500;

  /** One try of a fence in so many is made anew: the first one may have been lost. */
  private static final int FENCE_AGAIN = 10;

  private final Process process;
  private final Writer words;
  private final BufferedReader answers;
  private final Path log;
  private final Path fences;
  private final long startNanos;
  private long fence;

  private AgentProcess(Process process, Path log, Path fences, long startNanos) {
    this.process = process;
    this.words = process.outputWriter();
    this.answers = process.inputReader();
    this.log = log;
    this.fences = fences;
    this.startNanos = startNanos;
  }

  /** Starts it; it comes up with what pushdown sends. */
  static AgentProcess start(Workspace workspace, List<Path> rules) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // a debugger's port can be opened once only
      if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
        command.add(flag);
      }
    }
    command.addAll(program(System.getProperty("java.class.path")));
    command.addAll(List.of("bench", "driver-agent"));
    BenchCgroup container = workspace.container();
    if (container != null) {
      command.addAll(List.of("--pod", container.podUid(), "--container", container.containerId()));
    }
    command.add(
        BenchRules.write(workspace.folder(), workspace.baits(), workspace.watched()).toString());
    rules.forEach(path -> command.add(path.toString()));
    Path log = workspace.folder().resolve("agent.log");
    long now = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    return new AgentProcess(process, log, workspace.baits(), now);
  }

  /** Of a jar the manifest counts too, as it does for `nightjar run`. */
  private static List<String> program(String classPath) {
    return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
        ? List.of("-jar", classPath)
        : List.of("-cp", classPath, Main.class.getName());
  }

  /** Waits until the driver is loaded. */
  void awaitReady() throws IOException, UsageFailure {
    await(READY);
  }

  /** Waits for the first alert about bait; returns how long after the start it came. */
  Duration awaitFirstAlert() throws IOException, UsageFailure {
    await(FIRST_ALERT);
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private void await(String kind) throws IOException, UsageFailure {
    for (; ; ) {
      JsonNode answer = answer();
      String found = answer.path("kind").asText();
      if (found.equals(FAILED)) {
        throw new UsageFailure("no driver: " + answer.path("why").asText());
      }
      if (found.equals(kind)) {
        return;
      }
    }
  }

  /** Sets what the kernel sends, and begins to count anew. */
  AgentSample send(Sending sending) throws IOException {
    return ask(sending.word());
  }

  AgentSample sample() throws IOException {
    return ask(SAMPLE);
  }

  void clearBait() throws IOException {
    ask(CLEAR);
  }

  private AgentSample ask(String word) throws IOException {
    words.write(word + "\n");
    words.flush();
    return Json.MAPPER.convertValue(answer(), AgentSample.class);
  }

  private JsonNode answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the agent ended: " + Files.readString(log).strip());
    }
    return Json.MAPPER.readTree(line);
  }

  /**
   * Waits until all that happened before was delivered or lost: events come in the order of time,
   * so a file that is made now, and is seen, is behind them.
   */
  AgentSample fence() throws IOException, InterruptedException {
    long first = fence + 1;
    for (int attempt = 0; attempt < FENCE_TRIES; attempt++) {
      if (attempt % FENCE_AGAIN == 0) {
        fence++;
        Files.createFile(fences.resolve(BenchRules.FENCE_PREFIX + fence));
      }
      AgentSample sample = sample();
      if (sample.fence() >= first) {
        return sample;
      }
      TimeUnit.MILLISECONDS.sleep(FENCE_LOOK_MILLIS);
    }
    throw new IOException("the agent does not come to the end of its events");
  }

  @Override
  public void close() {
    try {
      words.close();
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
