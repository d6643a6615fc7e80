package io.nightjar.cli.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A shell in the container whose standard streams are a real terminal. {@code script} makes the
 * terminal on this side, since Java cannot; runc makes the one inside the container.
 */
final class TerminalShell {

  private static final String PROMPT = "# ";

  private TerminalShell() {}

  /**
   * Types a line whenever the prompt comes, then leaves.
   *
   * @return what the terminal showed, without its control sequences
   */
  static String type(HostTools tools, Runc runc, List<String> lines, Duration limit)
      throws IOException, InterruptedException {
    // script takes one text for a shell: the parts that vary go past it in variables
    ProcessBuilder builder =
        new ProcessBuilder(
                tools.script(),
                "--quiet",
                "--return",
                "--flush",
                "--command",
                "exec \"$ATTACK_RUNC\" --root \"$ATTACK_STATE\" exec --tty \"$ATTACK_ID\" /bin/sh",
                "/dev/null")
            .redirectErrorStream(true);
    builder.environment().put("ATTACK_RUNC", runc.program());
    builder.environment().put("ATTACK_STATE", runc.state().toString());
    builder.environment().put("ATTACK_ID", runc.id());
    Process process = builder.start();
    try (OutputStream keyboard = process.getOutputStream()) {
      CompletableFuture<String> screen =
          CompletableFuture.supplyAsync(() -> converse(process.getInputStream(), keyboard, lines));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return screen.join();
    }
  }

  private static String converse(InputStream screen, OutputStream keyboard, List<String> lines) {
    List<String> left = new ArrayList<>(lines);
    left.add("exit");
    StringBuilder shown = new StringBuilder();
    byte[] buffer = new byte[4096];
    try {
      for (int n = screen.read(buffer); n >= 0; n = screen.read(buffer)) {
        shown.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        if (!left.isEmpty() && plain(shown).endsWith(PROMPT)) {
          keyboard.write((left.removeFirst() + "\n").getBytes(StandardCharsets.UTF_8));
          keyboard.flush();
        }
      }
    } catch (IOException hungUp) {
      // the shell or the container was killed, which is what an attack may well end in
    }
    return plain(shown);
  }

  private static String plain(CharSequence screen) {
    return screen.toString().replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replace("\r", "");
  }
}
