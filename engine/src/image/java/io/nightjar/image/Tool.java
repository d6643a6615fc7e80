package io.nightjar.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of this machine that does a part of the work; it fails with its own words. */
final class Tool {

  private final List<String> command;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path folder = Path.of("").toAbsolutePath();

  private Tool(List<String> command) {
    this.command = command;
  }

  /** The program and its first arguments. */
  static Tool of(Object... command) {
    return new Tool(Stream.of(command).map(Object::toString).toList());
  }

  /** Whether a program of this name can be run. */
  static boolean isThere(String program) {
    return place(program).isPresent();
  }

  /** Where the program of this name lies. */
  static Optional<Path> place(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Tool with(Object... more) {
    Tool tool =
        new Tool(Stream.concat(command.stream(), Stream.of(more).map(Object::toString)).toList());
    tool.environment.putAll(environment);
    tool.folder = folder;
    return tool;
  }

  Tool in(Path working) {
    folder = working;
    return this;
  }

  Tool set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What it wrote to standard output, without blanks around it. */
  String run() throws IOException, InterruptedException {
    Process process = start(ProcessBuilder.Redirect.PIPE);
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          command.getFirst() + " failed with status " + status + ":\n" + said.strip());
    }
    return said.strip();
  }

  /** Begins it, with standard error among its output. */
  Process start(ProcessBuilder.Redirect output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder.environment().put("LC_ALL", "C.UTF-8");
    // what the surroundings tell a JVM has no business in what is shipped
    List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS").forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return builder.start();
  }
}
