package io.nightjar.cli.doctor;

import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ClusterRole;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.cli.attack.AttackMachine;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.Configuration;
import io.nightjar.driver.ContainerFreezer;
import io.nightjar.driver.DriverProbe;
import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.network.NetworkProbe;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import io.nightjar.http.StoredFacts;
import io.nightjar.notify.Notifiers;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    })
public final class DoctorCommand implements Callable<Integer> {

  // what is needed to know the pods, whatever the actions are
  private static final List<Permission> WATCHING =
      List.of(
          new Permission("", "pods", List.of("list", "watch")),
          new Permission("apps", "replicasets", List.of("list", "watch")),
          new Permission("batch", "jobs", List.of("list", "watch")));

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The cluster to look at; default: the one that run would act on.")
  @Nullable Path kubeconfig;

  public DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = state.configuration(shell.around());
    Path folder = state.folder(shell.around());
    Report report = new Report();
    report.add("driver", new DriverExamination(DriverProbe::probe));
    report.add("node actions", new DriverExamination(DoctorCommand::onThisNode));
    report.add(
        "attack containers",
        new ContainerExamination(
            AttackMachine.missingPackages(
                shell.around().environment().getOrDefault("PATH", "/usr/bin:/bin"))));
    report.add("state folder", new StateExamination(folder));
    report.add(
        "clock",
        () ->
            new ClockExamination(shell.clock().instant(), shell.zone(), lastRecorded(folder))
                .look());
    report.add("cluster", () -> cluster(configuration, folder));
    report.add(
        "channels",
        new ChannelExamination(
            () ->
                Notifiers.look(
                    configuration.notices(), shell.around().environment(), shell.clock())));
    report.add(
        "ingest", new IngestExamination(configuration.ingest(), configuration.http().listen()));
    report.add("sign-in", new SignInExamination(configuration.http().signIn()));
    report.add("nightjar", () -> new RunningExamination(status(folder)).look());
    shell.out().print(report.render(shell.paint()));
    shell.out().flush();
    return report.healthy() ? ExitCode.OK : ExitCode.NEGATIVE;
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
    boolean tokens = configuration.http().signIn().kubernetes().enabled();
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
      return examine("practice cluster", practice, null, tokens);
    }
    Path file =
        kubeconfig == null
            ? ClusterConnection.kubeconfig(wanted, shell.around()).orElse(null)
            : kubeconfig;
    return examine(file == null ? "in-cluster" : file.toString(), file, wanted.context(), tokens);
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
      String name, @Nullable Path file, @Nullable String context, boolean tokens)
      throws IOException {
    ClusterConfig only = new ClusterConfig(file, context, ClusterConfig.Practice.NEVER);
    try (ClusterConnection connection =
        ClusterConnection.open(only, shell.around(), Path.of("."), "")) {
      List<Permission> needed = new ArrayList<>(WATCHING);
      ActionRegistry.standardDescriptors().forEach(action -> needed.addAll(action.permissions()));
      List<Line> lines =
          new ArrayList<>(
              new ClusterExamination(name, connection.client(), ClusterRole.merged(needed)).look());
      if (lines.stream().noneMatch(line -> line.state() == Line.State.MISSING) && tokens) {
        lines.addAll(new TokenExamination(connection.client()).look());
      }
      return lines;
    }
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
