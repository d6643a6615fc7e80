package io.nightjar.cli.doctor;

import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.Hints;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.cli.attack.AttackMachine;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.EngineAccess;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.Configuration;
import io.nightjar.driver.ContainerFreezer;
import io.nightjar.driver.DriverProbe;
import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.network.NetworkProbe;
import io.nightjar.fleet.AgentView;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import io.nightjar.http.StoredFacts;
import io.nightjar.notify.Notifiers;
import io.nightjar.policy.PlaybookNeeds;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says what this machine, the cluster and the state folder lack, and what to do.",
      "Changes nothing. Exit code 1 when something is missing."
    },
    footer = {"", "Examples:", "  nightjar doctor", "  nightjar doctor --only cluster"})
public final class DoctorCommand implements Callable<Integer> {

  /** What an engine does not need where it runs when agents watch the nodes. */
  private static final Set<String> OF_A_NODE = Set.of("driver", "node", "attack");

  /** What an agent needs nothing of, for all that is its engine's. */
  private static final Set<String> OF_AN_ENGINE =
      Set.of("attack", "cluster", "channels", "ingest", "sign-in", "agents");

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The cluster to look at; default: the one that run would act on.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description =
          "Look at these parts alone: driver, node, attack, state, clock, cluster, channels,"
              + " ingest, agent, sign-in, nightjar, agents.")
  List<String> only = new ArrayList<>();

  public DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = state.configuration(shell.around());
    Path folder = state.folder(shell.around());
    Hints hints = state.hints();
    Parts parts = new Parts();
    parts.add("driver", new DriverExamination(DriverProbe::probe));
    parts.add("node", new DriverExamination(DoctorCommand::onThisNode));
    parts.add(
        "attack",
        new ContainerExamination(
            AttackMachine.missingPackages(
                shell.around().environment().getOrDefault("PATH", "/usr/bin:/bin"))));
    parts.add("state", new StateExamination(folder, hints));
    parts.add(
        "clock",
        () ->
            new ClockExamination(shell.clock().instant(), shell.zone(), lastRecorded(folder))
                .look());
    parts.add("cluster", () -> cluster(configuration, folder));
    parts.add(
        "channels",
        new ChannelExamination(
            () ->
                Notifiers.look(
                    configuration.notices(), shell.around().environment(), shell.clock()),
            hints));
    parts.add(
        "outputs", new OutputExamination(configuration.outputs(), shell.around().environment()));
    parts.add(
        "ingest", new IngestExamination(configuration.ingest(), configuration.http().listen()));
    parts.add("agent", new AgentExamination(configuration.agent(), folder));
    parts.add("sign-in", new SignInExamination(configuration.http().signIn()));
    parts.add("nightjar", () -> new RunningExamination(status(folder), hints).look());
    parts.add("agents", () -> agents(folder, hints));
    Report report = parts.look(only, needless(configuration, folder));
    shell.out().print(report.render(shell.paint()));
    shell.out().flush();
    return report.healthy() ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private static Set<String> needless(Configuration configuration, Path folder) {
    if (!configuration.agent().engines().isEmpty()) {
      return OF_AN_ENGINE;
    }
    return isEngineAlone(folder) ? OF_A_NODE : Set.of();
  }

  private static boolean isEngineAlone(Path folder) {
    try {
      return status(folder).map(DoctorCommand::isEngineAlone).orElse(false);
    } catch (ControlFailure unknown) {
      // told where the running one is looked at
      return false;
    }
  }

  private static boolean isEngineAlone(Status running) {
    return running.sources().stream().noneMatch(source -> source.name().equals("kernel"));
  }

  /** Nothing where this engine watches its own node, and never heard of another. */
  private static List<Line> agents(Path folder, Hints hints) throws ControlFailure {
    try (ControlClient client = ControlClient.open(folder)) {
      Status running = client.status();
      List<AgentView> agents = client.agents();
      return agents.isEmpty() && !isEngineAlone(running)
          ? List.of()
          : new FleetExamination(agents, running.now(), hints).look();
    } catch (ControlFailure.NotReachable none) {
      return List.of();
    }
  }

  /** What can be done to containers and pods of this node, found out by trying on nobody. */
  private static List<Finding> onThisNode() {
    List<Finding> findings = new ArrayList<>();
    findings.add(ContainerFreezer.ofThisMachine().finding());
    findings.addAll(NetworkProbe.probe());
    return findings;
  }

  private List<Line> cluster(Configuration configuration, Path folder) throws IOException {
    ClusterConfig wanted = configuration.cluster();
    Path practice = folder.resolve(ClusterConnection.PRACTICE_KUBECONFIG);
    if (kubeconfig == null && practises(wanted)) {
      if (!Files.isReadable(practice)) {
        return List.of(
            Line.warn(
                "cluster",
                "none found",
                "run would use the practice cluster, where nothing real is touched; name a real one"
                    + " with --kubeconfig"));
      }
      return examine("practice cluster", practice, null, configuration);
    }
    Path file =
        kubeconfig == null
            ? ClusterConnection.kubeconfig(wanted, shell.around()).orElse(null)
            : kubeconfig;
    return examine(
        file == null ? "in-cluster" : file.toString(), file, wanted.context(), configuration);
  }

  private boolean practises(ClusterConfig wanted) {
    return switch (wanted.practice()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          ClusterConnection.kubeconfig(wanted, shell.around()).isEmpty()
              && !ClusterConnection.inCluster();
    };
  }

  private List<Line> examine(
      String name, @Nullable Path file, @Nullable String context, Configuration configuration)
      throws IOException {
    ClusterConfig only = new ClusterConfig(file, context, ClusterConfig.Practice.NEVER);
    try (ClusterConnection connection =
        ClusterConnection.open(only, shell.around(), Path.of("."), "")) {
      List<Line> lines =
          new ArrayList<>(
              new ClusterExamination(
                      name, connection.client(), wanted(configuration), state.hints())
                  .look());
      boolean tokens = configuration.http().signIn().kubernetes().enabled();
      if (lines.stream().noneMatch(line -> line.state() == Line.State.MISSING) && tokens) {
        lines.addAll(new TokenExamination(connection.client()).look());
      }
      return lines;
    }
  }

  /** Reviews of tokens have a line of their own. */
  private static WantedAccess wanted(Configuration configuration) {
    PlaybookNeeds needs =
        PlaybookNeeds.of(
            configuration.playbookSettings().shelf(configuration.playbooks(), new ArrayList<>()));
    List<Permission> always = new ArrayList<>(EngineAccess.always(configuration, needs.events()));
    always.removeAll(IdentityReviews.NEEDED);
    return new WantedAccess(always, needs, ActionRegistry.standardDescriptors());
  }

  private static Optional<Instant> lastRecorded(Path folder) {
    if (!ReadOnlyDatabase.exists(folder)) {
      return Optional.empty();
    }
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(folder)) {
      return new StoredFacts(database)
          .lastAudit(1).stream().map(record -> record.time()).findFirst();
    } catch (StoreException empty) {
      // a database that was never used has no tables yet
      return Optional.empty();
    }
  }

  private static Optional<Status> status(Path folder) throws ControlFailure {
    try (ControlClient client = ControlClient.open(folder)) {
      return Optional.of(client.status());
    } catch (ControlFailure.NotReachable none) {
      return Optional.empty();
    }
  }
}
