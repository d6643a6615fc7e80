package io.nightjar.cli.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The container runtime, with a state folder of its own so that it meets no other container.
 *
 * @param state runc's state folder
 * @param id of the one container that is spoken of
 */
record Runc(String program, Path state, String id) {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  void start(Path bundle) throws IOException, InterruptedException {
    Path log = bundle.resolve("runc.log");
    // the container inherits the streams and would hold a pipe open
    Process process =
        new ProcessBuilder(
                command("--log", log.toString(), "run", "--detach", "--bundle", bundle.toString()))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      String why = Files.exists(log) ? Files.readString(log).strip() : "no log";
      throw new IOException("runc could not start the container (" + exit + "): " + why);
    }
  }

  /** The first process of the container, as the host numbers it. */
  long pid() throws IOException, InterruptedException {
    String state = Program.check(command("state"), LIMIT).output();
    return io.nightjar.store.Json.MAPPER.readTree(state).path("pid").asLong();
  }

  Program.Ended exec(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    return Program.run(execCommand(List.of(), command), limit);
  }

  /** Starts it and leaves it running; returns its process id on the host. */
  long execDetached(List<String> command, Path pidFile) throws IOException, InterruptedException {
    Process process =
        Program.start(execCommand(List.of("--detach", "--pid-file", pidFile.toString()), command));
    if (process.waitFor() != 0) {
      throw new IOException("runc could not start " + command.getFirst());
    }
    return Long.parseLong(Files.readString(pidFile).strip());
  }

  /** Kills and forgets it; well when there is none. */
  void delete() throws IOException, InterruptedException {
    Program.run(command("delete", "--force"), LIMIT);
  }

  private List<String> execCommand(List<String> options, List<String> command) {
    List<String> whole = new ArrayList<>(List.of(program, "--root", state.toString(), "exec"));
    whole.addAll(options);
    whole.add(id);
    whole.addAll(command);
    return whole;
  }

  private List<String> command(String... words) {
    List<String> whole = new ArrayList<>(List.of(program, "--root", state.toString()));
    whole.addAll(List.of(words));
    whole.add(id);
    return whole;
  }
}
