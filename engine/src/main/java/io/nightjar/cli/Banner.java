package io.nightjar.cli;

import io.nightjar.config.Durations;
import io.nightjar.http.Status;
import io.nightjar.playbook.Made;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code run} says once when it is ready. */
public final class Banner {

  private static final int LABEL = 11;
  private static final int NAMED_AT_MOST = 6;

  private Banner() {}

  /**
   * @param made how the classes of the playbooks came to be
   * @param practiceKubeconfig of the practice cluster, or null where a real one is used
   * @param clockOffset how far the clock is set apart by {@code --at}
   */
  public static String render(
      Status status,
      Made made,
      Path state,
      URI control,
      @Nullable Path practiceKubeconfig,
      Duration clockOffset,
      Shell shell) {
    Paint paint = shell.paint();
    List<String> lines = new ArrayList<>();
    lines.add(paint.bold("Nightjar " + status.version()) + " on node " + status.node());
    for (Status.Source source : status.sources()) {
      String onOff = source.on() ? paint.green("on") : paint.yellow("off");
      lines.add(label(source.name()) + onOff + ", " + PlainText.of(source.detail()));
    }
    cluster(status.cluster(), practiceKubeconfig, paint, lines);
    lines.add(label("mode") + mode(status, paint));
    lines.add(label("calendars") + calendars(status.calendars()));
    lines.add(
        label("policy")
            + status.rules()
            + " rules, "
            + status.playbooks().size()
            + " playbooks"
            + names(status.playbooks())
            + "; "
            + made.words());
    if (!clockOffset.isZero()) {
      String now = new Times(shell.zone()).full(status.now());
      lines.add(label("clock") + paint.yellow("set to " + now) + apart(clockOffset));
    }
    lines.add(label("state") + state);
    lines.add(label("control") + control);
    lines.add("ready; stop with Ctrl-C");
    return String.join("\n", lines) + "\n";
  }

  private static void cluster(
      Status.Cluster cluster, @Nullable Path kubeconfig, Paint paint, List<String> lines) {
    if (!cluster.practice()) {
      String reach = cluster.reachable() ? "" : paint.red(", not reachable");
      lines.add(label("cluster") + PlainText.of(cluster.name() + ", " + cluster.server()) + reach);
      return;
    }
    lines.add(
        label("cluster")
            + paint.yellow("practice cluster")
            + ", in memory at "
            + cluster.server()
            + ": nothing real is touched");
    if (kubeconfig != null) {
      lines.add(label("") + "kubectl --kubeconfig " + kubeconfig + " get pods -A");
    }
  }

  private static String mode(Status status, Paint paint) {
    if (status.killSwitch().on()) {
      return paint.red("kill switch is on, nothing is executed")
          + ": "
          + PlainText.of(status.killSwitch().why());
    }
    return status.mode().equals("enforce")
        ? status.mode()
        : paint.yellow(status.mode())
            + ": nothing is executed; mode: enforce in nightjar.yaml, or --mode enforce, acts";
  }

  /** A few are named; of many, {@code playbook list} tells more. */
  private static String names(List<String> playbooks) {
    return playbooks.isEmpty() || playbooks.size() > NAMED_AT_MOST
        ? ""
        : ": " + PlainText.of(String.join(", ", playbooks));
  }

  private static String calendars(Map<String, Boolean> calendars) {
    return calendars.entrySet().stream()
        .map(entry -> PlainText.of(entry.getKey()) + ": " + (entry.getValue() ? "yes" : "no"))
        .collect(Collectors.joining(", "));
  }

  private static String apart(Duration offset) {
    String amount = Durations.format(Duration.ofSeconds(offset.abs().toSeconds()));
    return ", " + amount + (offset.isNegative() ? " behind" : " ahead of") + " the machine's";
  }

  private static String label(String text) {
    return "  " + Table.pad(text, LABEL);
  }
}
