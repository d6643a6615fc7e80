package io.nightjar.cli.capture;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.PlainText;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.cli.UsageFailure;
import io.nightjar.cli.VersionCommand;
import io.nightjar.config.Configuration;
import io.nightjar.config.Durations;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventType;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.driver.capture.CaptureRecorder;
import io.nightjar.driver.capture.CaptureWriter;
import io.nightjar.driver.capture.Rotation;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar capture}. */
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    description = {
      "Records this machine's events into a file for nightjar replay, until it is stopped.",
      "By default what the configured rules need. The file holds the arguments of every program, so"
          + " only its owner can read it. Exit code 1 without the kernel driver, or when the file"
          + " could not be written to its end."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar capture",
      "  nightjar capture -o incident.njcap --all --for 30s",
      "  nightjar capture --events execve,open*,connect --container shop/checkout-7d4b9",
      "  nightjar capture -o /var/log/trace.njcap --max-size 100M --keep 10",
    })
public final class CaptureCommand implements Callable<Integer> {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to; default: nightjar-HOST-TIME.njcap here. Nothing is overwritten.")
  @Nullable Path output;

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "What these rules need; rule file or folder, may be repeated.")
  List<Path> rules = List.of();

  @Option(
      names = "--events",
      paramLabel = "NAME",
      split = ",",
      description = "These events, such as execve,open*,connect.")
  List<String> events = List.of();

  @Option(names = "--all", description = "Every event that there is.")
  boolean all;

  @Option(
      names = "--environment",
      description =
          "The environment variables of programs, too, which often hold secrets; without it only"
              + " where one of the rules asks for them.")
  boolean environment;

  @Option(names = "--for", paramLabel = "TIME", description = "Stop after this time, such as 30s.")
  @Nullable String atMost;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "Go on in a new file once one has this size, such as 100M.")
  @Nullable String maxSize;

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      description = "Go on in a new file once one covers this time, such as 10m.")
  @Nullable String maxTime;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Keep this many files of those, and delete the oldest; default: all.")
  int keep;

  @Option(
      names = "--container",
      paramLabel = "ID",
      description = "Only this container or pod: an id, a pod's UID, or NAMESPACE/POD.")
  @Nullable String container;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "A cluster whose names of pods and labels go into the file, too.")
  @Nullable Path kubeconfig;

  public CaptureCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Duration stopAfter = atMost == null ? null : duration("--for", atMost);
    Rotation rotation = rotation();
    CaptureRequest request = request(configuration);
    Path file = output == null ? defaultFile(configuration.node()) : output;
    CaptureFacts facts = facts(configuration.node(), request);
    try (CaptureCluster cluster = CaptureCluster.open(kubeconfig, shell.around(), shell.clock())) {
      Function<ContainerIdentity, @Nullable RecordedContainer> lookup =
          cluster == null ? identity -> null : cluster::of;
      Predicate<ProcessInfo> wanted =
          container == null
              ? process -> true
              : ContainerChoice.parse(container, cluster == null ? null : lookup);
      return capture(file, facts, rotation, request, wanted, lookup, stopAfter);
    } catch (DriverUnavailable e) {
      shell
          .err()
          .println(
              shell.paint().red("nightjar: ")
                  + "nothing can be captured here: "
                  + PlainText.of(String.valueOf(e.getMessage())));
      shell.err().println(PlainText.of(configured.hints().type("doctor")) + " says what to do");
      shell.err().flush();
      return ExitCode.NEGATIVE;
    }
  }

  private int capture(
      Path file,
      CaptureFacts facts,
      Rotation rotation,
      CaptureRequest request,
      Predicate<ProcessInfo> wanted,
      Function<ContainerIdentity, @Nullable RecordedContainer> lookup,
      @Nullable Duration stopAfter)
      throws IOException, DriverUnavailable, UsageFailure {
    try (StopSignal stop = StopSignal.ofThisProcess();
        KernelEventSource source = KernelEventSource.open()) {
      ProcessTable processes = ProcessTable.ofThisMachine();
      source.sendEnvironment(request.environment());
      processes.keepEnvironment(request.environment());
      processes.seed();
      CaptureWriter writer = create(file, facts, rotation);
      CaptureRecorder recorder = new CaptureRecorder(writer, processes, wanted, lookup);
      source.urgent(EnumSet.noneOf(EventType.class));
      source.configure(request.filter());
      shell
          .err()
          .println(
              "capturing"
                  + (request.environment() ? " environment variables, too" : "")
                  + "; stop with Ctrl-C");
      shell.err().flush();
      CaptureLoop loop =
          new CaptureLoop(
              source,
              () -> source.lossReport().byType(),
              processes,
              recorder,
              writer,
              System::nanoTime);
      loop.run(stop::asked, stopAfter, StatusLine.of(shell.err()));
      return finish(writer, loop);
    }
  }

  private CaptureWriter create(Path file, CaptureFacts facts, Rotation rotation)
      throws IOException, UsageFailure {
    try {
      return CaptureWriter.open(file, facts, rotation, shell.clock());
    } catch (FileAlreadyExistsException e) {
      throw new UsageFailure(
          "there is a file "
              + e.getFile()
              + " already, and nothing is overwritten; name another"
              + " with -o");
    }
  }

  private int finish(CaptureWriter writer, CaptureLoop loop) {
    int code = ExitCode.OK;
    try {
      writer.close();
    } catch (IOException e) {
      shell
          .err()
          .println(
              shell.paint().red("nightjar: ")
                  + "the capture could not be written to its end: "
                  + PlainText.of(String.valueOf(e.getMessage())));
      code = ExitCode.NEGATIVE;
    }
    String lost =
        loop.kernelLosses() + writer.lost() == 0
            ? "none lost"
            : shell
                .paint()
                .yellow(
                    loop.kernelLosses() + " lost by the kernel, " + writer.lost() + " by the disk");
    shell
        .err()
        .println(
            "captured "
                + ReplaySummary.amount(writer.events(), "event")
                + ", "
                + ByteSize.format(writer.bytes())
                + ", "
                + lost
                + (code == ExitCode.OK ? "; the file is whole" : ""));
    shell.err().flush();
    writer.files().forEach(path -> shell.out().println(path));
    shell.out().flush();
    return code;
  }

  private CaptureRequest request(Configuration configuration) throws UsageFailure, RuleErrors {
    int ways = (all ? 1 : 0) + (events.isEmpty() ? 0 : 1) + (rules.isEmpty() ? 0 : 1);
    if (ways > 1) {
      throw new UsageFailure("--all, --events and --rules exclude each other");
    }
    CaptureRequest request = wanted(configuration);
    return environment ? request.withEnvironment() : request;
  }

  private CaptureRequest wanted(Configuration configuration) throws UsageFailure, RuleErrors {
    if (all) {
      return CaptureRequest.of(EnumSet.allOf(EventType.class));
    }
    return events.isEmpty()
        ? CaptureRequest.of(RuleLoader.load(rules.isEmpty() ? configuration.rules() : rules))
        : CaptureRequest.of(EventChoice.parse(events));
  }

  private CaptureFacts facts(String host, CaptureRequest request) throws IOException {
    CaptureFacts facts =
        new CaptureFacts(new TreeMap<>())
            .with(CaptureFacts.HOST, host)
            .with(
                CaptureFacts.KERNEL,
                System.getProperty("os.version", "") + " " + System.getProperty("os.arch", ""))
            .with(CaptureFacts.NIGHTJAR, VersionCommand.version());
    if (Files.isReadable(BOOT_ID)) {
      facts = facts.with(CaptureFacts.BOOT_ID, Files.readString(BOOT_ID).strip());
    }
    facts = request.in(facts);
    return container == null
        ? facts
        : facts.with(CaptureFacts.FILTER, "container " + container + " alone");
  }

  private Path defaultFile(String host) {
    String plain = host.replaceAll("[^A-Za-z0-9.-]", "_");
    return Path.of("nightjar-" + plain + "-" + STAMP.format(shell.clock().instant()) + ".njcap");
  }

  private Rotation rotation() throws UsageFailure {
    if (keep < 0 || (keep > 0 && maxSize == null && maxTime == null)) {
      throw new UsageFailure("--keep N goes with --max-size or --max-time, and N is 1 or more");
    }
    try {
      return new Rotation(
          maxSize == null ? 0 : ByteSize.parse(maxSize),
          maxTime == null ? null : duration("--max-time", maxTime),
          keep);
    } catch (IllegalArgumentException e) {
      throw new UsageFailure("--max-size " + maxSize + ": " + e.getMessage());
    }
  }

  private static Duration duration(String option, String text) throws UsageFailure {
    try {
      Duration duration = Durations.parse(text);
      if (duration.isPositive()) {
        return duration;
      }
      throw new UsageFailure(option + " " + text + ": that is no time at all");
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(option + " " + text + ": " + e.getMessage());
    }
  }
}
