package io.nightjar.evidence;

import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The environments of the container's processes: the names of all variables, and the values of
 * those few that are known to hold no secret. Any other value is told by its length alone, because
 * nobody can tell a secret from its name.
 */
final class EnvironmentList implements Collector {
  private static final Set<String> PLAIN =
      Set.of(
          "PATH",
          "HOME",
          "HOSTNAME",
          "LANG",
          "LANGUAGE",
          "TERM",
          "SHELL",
          "PWD",
          "OLDPWD",
          "SHLVL",
          "USER",
          "LOGNAME",
          "TZ",
          "TMPDIR",
          "LD_PRELOAD",
          "LD_LIBRARY_PATH",
          "LD_AUDIT",
          "PYTHONPATH",
          "PYTHONSTARTUP",
          "NODE_OPTIONS",
          "BASH_ENV",
          "ENV",
          "HISTFILE",
          "SSH_CLIENT",
          "SSH_CONNECTION",
          "SSH_TTY");
  private static final Pattern SERVICE =
      Pattern.compile("[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT|PORT_[0-9]+_TCP_ADDR)");
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{1,45}");

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    for (HeldProcess process : scene.processes()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("pid", process.pid());
      try {
        line.put("variables", redacted(Lines.text(scene.folder(process).resolve("environ"))));
      } catch (IOException unreadable) {
        line.put("problem", "it ended while it was looked at");
      }
      Lines.write(sink, line);
    }
  }

  static Map<String, String> redacted(String environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : environment.split("\0")) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        String name = variable.substring(0, equals);
        String value = variable.substring(equals + 1);
        variables.put(name, isPlain(name, value) ? value : hidden(value));
      } else if (!variable.isEmpty()) {
        // a process may write whatever it likes there
        variables.put("(no name)", hidden(variable));
      }
    }
    return variables;
  }

  private static boolean isPlain(String name, String value) {
    return PLAIN.contains(name)
        || (SERVICE.matcher(name).matches() && ADDRESS.matcher(value).matches());
  }

  private static String hidden(String value) {
    return "(hidden, " + value.length() + " characters)";
  }
}
