package io.nightjar.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.cli.Main;
import io.nightjar.store.Json;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code nightjar run} as a process of its own, with the practice cluster and one state folder. */
final class IngestEngine implements AutoCloseable {

  private static final Duration START_AT_MOST = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 100;
  private static final String CONTAINER_ID = "containerID";
  private static final int PREFIX = 12;

  private final Process process;
  private final Path state;
  private final URI url;

  private IngestEngine(Process process, Path state, URI url) {
    this.process = process;
    this.state = state;
    this.url = url;
  }

  /** Returns when it is ready. */
  static IngestEngine start(Path state) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // a debugger's port can be opened once only
      if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
        command.add(flag);
      }
    }
    command.addAll(program(System.getProperty("java.class.path")));
    command.addAll(List.of("run", "--practice", "--mode", "dry-run", "--port", "0", "--state"));
    command.add(state.toString());
    File log = state.resolveSibling("engine.log").toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    return new IngestEngine(process, state, awaitReady(process, state, log.toPath()));
  }

  private static List<String> program(String classPath) {
    return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
        ? List.of("-jar", classPath)
        : List.of("-cp", classPath, Main.class.getName());
  }

  private static URI awaitReady(Process process, Path state, Path log)
      throws IOException, InterruptedException {
    Path control = state.resolve("control.json");
    long until = System.nanoTime() + START_AT_MOST.toNanos();
    while (System.nanoTime() < until && process.isAlive()) {
      if (Files.exists(control)) {
        JsonNode found = Json.MAPPER.readTree(Files.readString(control));
        if (found.path("pid").asLong() == process.pid()) {
          return URI.create(found.path("url").asText());
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    process.destroyForcibly();
    throw new IOException("the engine did not start: " + Files.readString(log).strip());
  }

  URI url() {
    return url;
  }

  /**
   * The beginnings of the ids of all containers of its practice cluster, as Falco tells them; not
   * those of pods that are gone, which it would wait for.
   */
  List<String> containers() throws IOException {
    Map<String, JsonNode> pods = new LinkedHashMap<>();
    for (String line : Files.readAllLines(state.resolve("practice.jsonl"))) {
      JsonNode change = Json.MAPPER.readTree(line);
      JsonNode object = change.path("object");
      String uid = object.at("/metadata/uid").asText();
      if (change.path("change").asText().equals("DELETED")) {
        pods.remove(uid);
      } else if (object.path("kind").asText().equals("Pod")) {
        pods.put(uid, object);
      }
    }
    return pods.values().stream()
        .flatMap(pod -> pod.findValues(CONTAINER_ID).stream())
        .map(id -> id.asText("").replaceFirst("^[a-z-]+://", ""))
        .filter(id -> id.length() >= PREFIX)
        .map(id -> id.substring(0, PREFIX))
        .distinct()
        .toList();
  }

  /** Processor time that it has taken so far. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** As the kernel does it: nothing is finished. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it finish what it has. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
