package io.nightjar.cli.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench actions}. */
@Command(
    name = "actions",
    mixinStandardHelpOptions = true,
    description = {
      "How long isolating, scaling and deleting take, from the leave to act to the recorded"
          + " outcome.",
      "On the practice cluster, or on a real one, in a namespace of its own that is removed again."
    })
public final class ActionsCommand implements Callable<Integer> {
  private static final int WARM_UP = 20;

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "A cluster to measure on; default: a practice cluster of its own.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "Image of the pods that are made; default: ${DEFAULT-VALUE}.")
  String image = "registry.k8s.io/pause:3.10";

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Responses of each kind; default: ${DEFAULT-VALUE}.")
  int rounds = 200;

  public ActionsCommand(Shell shell) {
    this.shell = shell;
  }

  /** In milliseconds. */
  record Row(String action, int responses, double p50, double p99, double max) {}

  @Override
  public Integer call() throws Exception {
    if (kubeconfig != null) {
      Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
      try (KubernetesClient client = client(config)) {
        measure(client);
      }
    } else {
      try (PracticeCluster cluster = practice();
          KubernetesClient client = client(cluster.clientConfig())) {
        measure(client);
      }
    }
    return ExitCode.OK;
  }

  private static PracticeCluster practice() throws IOException {
    return PracticeCluster.start(Seed.bare("node-1"), 0);
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  private void measure(KubernetesClient client) throws Exception {
    Progress progress = new Progress(shell);
    List<Row> rows = new ArrayList<>();
    try (ScratchFolder scratch = ScratchFolder.create();
        ActionsBench bench = new ActionsBench(scratch.path().resolve("state"), client, image)) {
      rows.add(row(progress, "kubernetes:isolate-pod", bench::pod));
      rows.add(row(progress, "kubernetes:scale-to-zero", bench::deployment));
      rows.add(row(progress, "kubernetes:delete-pod", bench::pod));
    }
    progress.clear();
    shell.out().print(output.render(rows, () -> table(rows)));
    shell.out().flush();
  }

  private interface Kind {
    double millis(String actionId) throws InterruptedException;
  }

  private Row row(Progress progress, String actionId, Kind kind) throws InterruptedException {
    progress.show(actionId);
    for (int i = 0; i < WARM_UP; i++) {
      kind.millis(actionId);
    }
    double[] millis = new double[Math.max(1, rounds)];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = kind.millis(actionId);
    }
    return new Row(
        actionId,
        millis.length,
        Spread.percentile(millis, 0.5),
        Spread.percentile(millis, 0.99),
        Spread.percentile(millis, 1));
  }

  private String table(List<Row> rows) {
    StringBuilder table =
        new StringBuilder(
            shell.paint().bold("allowed to recorded        count   p50 ms   p99 ms   max ms"));
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n%-24s  %6d  %7.1f  %7.1f  %7.1f",
              row.action(),
              row.responses(),
              row.p50(),
              row.p99(),
              row.max()));
    }
    return table.append(System.lineSeparator()).toString();
  }
}
