package io.nightjar.outputs;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.alert.AlertOutput;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.config.OutputConfig;
import io.nightjar.export.AuditExport;
import io.nightjar.export.ExportFilter;
import io.nightjar.export.ExportFormat;
import io.nightjar.store.Database;
import io.nightjar.store.Reads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The outputs that take the audit log as it grows, in the words of ECS or OCSF. */
public final class AuditFollowers implements AutoCloseable {

  private final Reads reads;
  private final SegmentFolder folder;
  private final Function<String, Position> positions;
  private final List<ActionDescriptor> actions;
  private final String version;
  private final Map<String, Long> deliveredBefore = new HashMap<>();
  private final Map<String, Long> refusedBefore = new HashMap<>();
  private Map<String, Object> inForce = Map.of();
  private List<AuditFollower> running = List.of();

  /**
   * @param folder of sealed segments
   * @param state where it is kept how far each one is
   * @param actions what can be done, for the countermeasures that events name
   * @param version of this Nightjar
   */
  public AuditFollowers(
      Reads reads,
      SegmentFolder folder,
      Path state,
      List<ActionDescriptor> actions,
      String version) {
    this(reads, folder, name -> file(state, name), actions, version);
  }

  private AuditFollowers(
      Reads reads,
      SegmentFolder folder,
      Function<String, Position> positions,
      List<ActionDescriptor> actions,
      String version) {
    this.reads = reads;
    this.folder = folder;
    this.positions = positions;
    this.actions = List.copyOf(actions);
    this.version = version;
  }

  /** The same; where engines share the database, it keeps how far each output is. */
  public static AuditFollowers of(
      Database database,
      SegmentFolder folder,
      Path state,
      List<ActionDescriptor> actions,
      String version) {
    Function<String, Position> positions =
        database.isShared()
            ? name -> new StoredPosition(database, name, file(state, name))
            : name -> file(state, name);
    return new AuditFollowers(database, folder, positions, actions, version);
  }

  private static Position file(Path state, String name) {
    return new PositionFile(state.resolve("outputs").resolve(name + ".position"));
  }

  /**
   * What is to follow the log.
   *
   * @param outputs the configuration
   * @param editions what each follower is made of, by name
   * @param opened a place for each that does not run as it is
   */
  public record Plan(
      Map<String, OutputConfig> outputs,
      Map<String, Object> editions,
      Map<String, AlertOutput> opened) {

    public Plan {
      outputs = Map.copyOf(outputs);
      editions = Map.copyOf(editions);
      opened = Map.copyOf(opened);
    }

    /** Lets go of what is not used after all. */
    public void discard() {
      opened.values().forEach(AlertOutput::close);
    }
  }

  /** What each one that runs is made of. */
  public synchronized Map<String, Object> running() {
    return inForce;
  }

  /** Goes over to these; those that run as they are go on, others where the ones before were. */
  public synchronized void use(Plan plan) {
    List<AuditFollower> staying =
        running.stream()
            .filter(
                each ->
                    plan.editions().containsKey(each.name())
                        && !plan.opened().containsKey(each.name()))
            .toList();
    stop(running.stream().filter(each -> !staying.contains(each)).toList());
    List<AuditFollower> all = new ArrayList<>(staying);
    plan.opened().forEach((name, output) -> all.add(follow(name, plan.outputs(), output)));
    running = List.copyOf(all);
    inForce = plan.editions();
  }

  private AuditFollower follow(String name, Map<String, OutputConfig> wanted, AlertOutput output) {
    OutputConfig config = wanted.get(name);
    ExportFormat format =
        switch (config == null ? OutputConfig.Format.ECS : config.format()) {
          case OCSF -> ExportFormat.ocsf;
          case CEF -> ExportFormat.cef;
          case ECS, JSON -> ExportFormat.ecs;
        };
    return AuditFollower.start(
        name,
        output,
        new AuditExport(format, ExportFilter.ALL, actions, version),
        reads,
        folder,
        positions.apply(name));
  }

  private void stop(List<AuditFollower> some) {
    some.parallelStream().forEach(AuditFollower::close);
    for (AuditFollower each : some) {
      deliveredBefore.merge(each.name(), each.delivered(), Long::sum);
      refusedBefore.merge(each.name(), each.refused(), Long::sum);
    }
  }

  /** Opens anew what is open. */
  public synchronized void reopen() {
    running.forEach(AuditFollower::reopen);
  }

  /** What each took, and what it has yet to take. */
  public synchronized SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>();
    deliveredBefore.forEach((name, count) -> counters.put("output " + name, count));
    for (AuditFollower each : running) {
      counters.merge("output " + each.name(), each.delivered(), Long::sum);
      counters.put("output " + each.name() + " waiting", each.behind());
    }
    return counters;
  }

  /** What was refused for good. */
  public synchronized SortedMap<String, Long> losses() {
    SortedMap<String, Long> losses = new TreeMap<>();
    refusedBefore.forEach((name, count) -> losses.put("output " + name, count));
    running.forEach(each -> losses.merge("output " + each.name(), each.refused(), Long::sum));
    return losses;
  }

  @Override
  public synchronized void close() {
    stop(running);
    running = List.of();
  }
}
