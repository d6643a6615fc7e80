package io.nightjar.cli.attack;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.LiveLine;
import io.nightjar.cli.PlainText;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.cli.UsageFailure;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar attack}. */
@Command(
    name = "attack",
    mixinStandardHelpOptions = true,
    description = {
      "Plays a harmless but real attack in a throw-away container, to see Nightjar work.",
      "The container looks like a pod of the practice cluster. Without a name, or with list, the"
          + " attacks are listed. Exit code 1 when a rule that should have matched did not."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar attack list",
      "  nightjar attack shell-in-container",
      "  nightjar attack miner --workload shop/cart"
    })
public final class AttackCommand implements Callable<Integer> {

  private static final String KUBECONFIG = "practice.kubeconfig";
  private static final Duration SETTLE = Duration.ofSeconds(15);

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The attack, or list.")
  String name = "list";

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Kubeconfig of the practice cluster; default: the one in the running Nightjar's state"
              + " folder.")
  @Nullable Path kubeconfig;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Namespace of --pod; default: ${DEFAULT-VALUE}.")
  String namespace = "shop";

  @Option(names = "--pod", paramLabel = "NAME", description = "Play it in the name of this pod.")
  @Nullable String pod;

  @Option(
      names = "--workload",
      paramLabel = "NAMESPACE/NAME",
      description = "Play it in the name of a pod of this workload; default: the attack's own.")
  @Nullable String workload;

  public AttackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    if (name.equals("list")) {
      shell.out().print(new AttackList(shell.paint()).render(Attacks.all()));
      shell.out().flush();
      return ExitCode.OK;
    }
    Attack attack =
        Attacks.find(name)
            .orElseThrow(
                () ->
                    new UsageFailure(
                        "there is no attack \"" + name + "\"; type: nightjar attack list"));
    if (pod != null && workload != null) {
      throw new UsageFailure("--pod and --workload exclude each other");
    }
    if (!shell.around().root()) {
      throw new UsageFailure("an attack starts a container, which only root may: use sudo");
    }
    HostTools tools =
        HostTools.require(shell.around().environment().getOrDefault("PATH", "/usr/bin:/bin"));
    Path folder = state.folder(shell.around());
    return play(attack, victim(attack, folder), tools, folder);
  }

  private Victim victim(Attack attack, Path folder) throws IOException, UsageFailure {
    try (KubernetesClient client = client(folder)) {
      VictimFinder finder = new VictimFinder(client);
      finder.requirePractice();
      if (pod != null) {
        return finder.pod(namespace, pod);
      }
      String where = workload == null ? attack.workload() : workload;
      String[] parts = where.split("/", -1);
      if (parts.length != 2) {
        throw new UsageFailure("--workload is NAMESPACE/NAME, not \"" + where + "\"");
      }
      return finder.workload(parts[0], parts[1]);
    }
  }

  private KubernetesClient client(Path folder) throws IOException, UsageFailure {
    Path file = kubeconfig == null ? folder.resolve(KUBECONFIG) : kubeconfig;
    if (!Files.isReadable(file)) {
      throw new UsageFailure(
          "there is no practice cluster's kubeconfig "
              + file
              + "; type in another terminal: "
              + state.hints().type("run")
              + ", or name one with --kubeconfig");
    }
    Config config = Config.fromKubeconfig(Files.readString(file));
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(5_000)
                .build())
        .build();
  }

  private int play(Attack attack, Victim victim, HostTools tools, Path folder)
      throws IOException, InterruptedException, ControlFailure {
    Optional<ControlClient> nightjar = nightjar(folder);
    try {
      Stage stage = new Stage(shell, clock(nightjar));
      stage.line(shell.paint().bold(attack.name()) + ": " + attack.story());
      stage.line(
          "in the name of "
              + PlainText.of(victim.namespace() + "/" + victim.pod())
              + ", container "
              + PlainText.of(victim.container()));
      stage.line("");
      Aftermath aftermath = new Aftermath(victim.podUid());
      if (nightjar.isEmpty()) {
        perform(attack, victim, tools, stage);
        stage.line(
            "\nNo Nightjar of that state folder runs; else it would be told here what it did.");
        return ExitCode.OK;
      }
      LiveLine line = new LiveLine(shell, state.hints());
      try (Following following = Following.start(nightjar.get(), stage, line, aftermath)) {
        perform(attack, victim, tools, stage);
        following.settle(attack.raises(), SETTLE);
      }
      stage.line(new Summary(shell.paint(), state.hints()).render(attack, aftermath));
      return aftermath.missing(attack.raises()).isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    } finally {
      nightjar.ifPresent(ControlClient::close);
    }
  }

  private static void perform(Attack attack, Victim victim, HostTools tools, Stage stage)
      throws IOException, InterruptedException {
    try (PodContainer container = PodContainer.start(tools, victim, attack.privileged())) {
      new Play(container, stage).perform(attack.acts());
    }
  }

  private static Optional<ControlClient> nightjar(Path folder) {
    try {
      return Optional.of(ControlClient.open(folder));
    } catch (ControlFailure.NotReachable none) {
      return Optional.empty();
    }
  }

  // under run --at Nightjar lives at another time than this machine
  private InstantSource clock(Optional<ControlClient> nightjar) throws ControlFailure {
    if (nightjar.isEmpty()) {
      return shell.clock();
    }
    // the first answer is slow, and would shift our lines against its
    Status unused = nightjar.get().status();
    Instant asked = shell.clock().instant();
    Instant there = nightjar.get().status().now();
    Duration apart = Duration.between(asked, there);
    return apart.abs().toSeconds() < 2 ? shell.clock() : InstantSource.offset(shell.clock(), apart);
  }
}
