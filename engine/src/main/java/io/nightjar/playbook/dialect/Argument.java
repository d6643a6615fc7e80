package io.nightjar.playbook.dialect;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One text that stands between the parentheses of an action: {@code label("tier", "quarantine")}.
 *
 * @param parameter name of the action's parameter that it becomes
 * @param repeated whether more of the same may follow; only the last one may be so
 * @param optional whether it may be left out; only the last one may be so
 */
public record Argument(String parameter, Kind kind, boolean repeated, boolean optional) {

  /** What such a text may be. */
  public enum Kind {
    TEXT("a text", "quarantine", ".+"),
    NAME("a name of the cluster", "registry-token", "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?"),
    LABEL_KEY(
        "a label or annotation key",
        "example.com/suspect",
        "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"),
    LABEL_VALUE("a label value", "true", "([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?"),
    DURATION("a duration", "60s", "0*[1-9][0-9]{0,5}(ms|s|m|h|d)"),
    ADDRESSES(
        "a range of addresses",
        "10.96.0.10/32",
        "([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(/[0-9]{1,3})?"),
    EVIDENCE(
        "a kind of evidence or the path of a file",
        "processes",
        "processes|open-files|sockets|environment|maps|changed-files|logs|packets(:[1-9][0-9]{0,2}s)?"
            + "|/.+"),
    CORES("a number of cores", "500m", "[0-9]{1,4}(\\.[0-9]{1,3})?|[0-9]{1,7}m"),
    BYTES("a number of bytes", "256Mi", "[0-9]{1,15}(k|M|G|T|Ki|Mi|Gi|Ti)?"),
    HARDENING(
        "a right that a workload can do without",
        "privileged",
        "privileged|capabilities|host-namespaces|run-as-non-root|seccomp|privilege-escalation"
            + "|service-account-token"),
    ENTRY("a name of an entry in the configuration", "siem", "[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?"),
    COUNT("a number of processes", "64", "[1-9][0-9]{0,6}"),
    FILE("the absolute path of a file", "/usr/bin/nc", "(/[^/\\p{Cntrl}]{1,255}){1,64}"),
    WORD("a program or one of its arguments", "/bin/ls", "(?s).+");

    private final String spoken;
    private final String example;
    private final Pattern form;

    Kind(String spoken, String example, String form) {
      this.spoken = spoken;
      this.example = example;
      this.form = Pattern.compile(form);
    }

    String spoken() {
      return spoken;
    }

    String example() {
      return example;
    }
  }

  public static Argument of(String parameter, Kind kind) {
    return new Argument(parameter, kind, false, false);
  }

  /** One or more of the same. */
  public static Argument several(String parameter, Kind kind) {
    return new Argument(parameter, kind, true, false);
  }

  /** Any number of the same, none too. */
  public static Argument any(String parameter, Kind kind) {
    return new Argument(parameter, kind, true, true);
  }

  /** A text that may stand here. */
  public String example() {
    return kind.example();
  }

  /** Why {@code text} cannot stand here, or null. */
  public @Nullable String problem(String text) {
    return kind.form.matcher(text).matches() ? null : "\"" + text + "\" is not " + kind.spoken();
  }
}
