package io.nightjar.evidence;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.evidence.EvidenceKind;
import io.nightjar.driver.ContainerProcesses;
import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects evidence of containers of this node, one kind after the other, within one bound of time
 * and one of size. A kind that fails, hangs or fills its room costs the others nothing.
 */
public final class EvidenceCollector implements EvidenceSource {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceCollector.class);
  private static final Path PROC = Path.of("/proc");

  // the store must be able to write, or nothing is done any more
  private static final long LEFT_FOR_THE_STORE = 256L << 20;
  private static final int MOST_FILES = 100;

  private final String node;
  private final EvidenceFolder folder;
  private final EvidenceLimits limits;
  private final ContainerProcesses processes;
  private final InstantSource clock;

  public EvidenceCollector(
      String node,
      EvidenceFolder folder,
      EvidenceLimits limits,
      ContainerProcesses processes,
      InstantSource clock) {
    this.node = node;
    this.folder = folder;
    this.limits = limits;
    this.processes = processes;
    this.clock = clock;
  }

  @Override
  public Optional<Collected> found(String responseId) {
    return folder.find(responseId).map(this::collected);
  }

  private Collected collected(Manifest manifest) {
    return new Collected(
        "",
        false,
        folder.of(manifest.responseId()).toString(),
        manifest.artefacts(),
        manifest.notes());
  }

  @Override
  public Collected collect(Order order) {
    ContainerTarget target = order.target();
    if (!target.node().equals(node)) {
      return impossible("the container is on node " + target.node() + ", this is " + node);
    }
    List<HeldProcess> held = processes.ofContainer(target.containerId());
    try {
      if (held.stream().anyMatch(one -> !one.container().podUid().equals(target.podUid()))) {
        return impossible("the container is in another pod than the one meant");
      }
      Path at = folder.begin(order.responseId());
      if (Files.getFileStore(at).getUsableSpace() < limits.bytes() + LEFT_FOR_THE_STORE) {
        return impossible(
            "there is too little room on the disk of "
                + folder.path()
                + "; Nightjar's own store goes first");
      }
      Manifest manifest = new Collection(order, held, at).manifest();
      if (held.isEmpty() && manifest.artefacts().isEmpty()) {
        return new Collected("", true, "", List.of(), manifest.notes());
      }
      folder.finish(manifest);
      expire();
      return collected(manifest);
    } catch (IOException e) {
      return impossible("evidence cannot be written to " + folder.path() + ": " + e.getMessage());
    } finally {
      held.forEach(HeldProcess::close);
    }
  }

  private static Collected impossible(String why) {
    return new Collected(why, false, "", List.of(), List.of());
  }

  /** Deletes what has been kept for long enough. */
  public void expire() {
    try {
      List<String> gone = folder.expire(limits.keep(), clock.instant());
      if (!gone.isEmpty()) {
        LOG.info("evidence of {} responses was kept long enough and is deleted", gone.size());
      }
    } catch (IOException e) {
      LOG.warn("old evidence cannot be deleted: {}", e.getMessage());
    }
  }

  /** One run. */
  private final class Collection {
    private final Order order;
    private final List<HeldProcess> held;
    private final Path at;
    private final long until = System.nanoTime() + limits.time().toNanos();
    private final Instant began = clock.instant();
    private final List<Artefact> artefacts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long room = limits.bytes();
    private int files;

    Collection(Order order, List<HeldProcess> held, Path at) {
      this.order = order;
      this.held = held;
      this.at = at;
    }

    Manifest manifest() throws IOException {
      // in the order in which things fade, whatever the order in which they were asked for
      for (String kind : EvidenceKind.names()) {
        for (String wanted : order.kinds()) {
          if (wanted.equals(kind) || wanted.startsWith(kind + ":")) {
            collect(kind, wanted);
          }
        }
        if (kind.equals(EvidenceKind.MAPS)) {
          for (String wanted : order.kinds()) {
            if (EvidenceKind.isPath(wanted)) {
              file(wanted);
            }
          }
        }
      }
      return new Manifest(order.responseId(), order.target(), began, artefacts, notes);
    }

    private void file(String path) throws IOException {
      if (++files > MOST_FILES) {
        notes.add(path + ": not collected, more than " + MOST_FILES + " files were asked for");
        return;
      }
      run("file-%03d".formatted(files), "file", path, new FileCopy(path));
    }

    private void collect(String kind, String wanted) throws IOException {
      String of = order.target().describe();
      switch (kind) {
        case EvidenceKind.PROCESSES -> run("processes.jsonl", kind, of, new ProcessList());
        case EvidenceKind.OPEN_FILES -> run("open-files.jsonl", kind, of, new OpenFileList());
        case EvidenceKind.SOCKETS -> run("sockets.txt", kind, of, new SocketList());
        case EvidenceKind.ENVIRONMENT -> run("environment.jsonl", kind, of, new EnvironmentList());
        case EvidenceKind.MAPS -> run("maps.txt", kind, of, new MemoryMaps());
        case EvidenceKind.CHANGED_FILES -> run("changed-files.jsonl", kind, of, new ChangedFiles());
        case EvidenceKind.PACKETS -> run("packets.pcap", kind, of, new Packets(time(wanted)));
        default -> {
          Opener opener = order.others().get(kind);
          if (opener != null) {
            run(kind + ".txt", kind, of, new Fetched(opener));
          }
        }
      }
    }

    private static Duration time(String wanted) {
      int colon = wanted.indexOf(':');
      return colon < 0
          ? Packets.USUALLY
          : Duration.ofSeconds(Integer.parseInt(wanted.substring(colon + 1, wanted.length() - 1)));
    }

    /** On a thread that can be left behind, since a hostile file system may never answer. */
    private void run(String name, String kind, String what, Collector collector)
        throws IOException {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      if (left.isNegative() || room <= 0) {
        notes.add(
            what(kind, what)
                + ": not collected, "
                + (room <= 0 ? "the room was full" : "the time was over"));
        return;
      }
      if (held.isEmpty() && !(collector instanceof Fetched)) {
        notes.add(what(kind, what) + ": not collected, the container has ended");
        return;
      }
      ArtefactFile file = new ArtefactFile(at, name, kind, what, room);
      FutureTask<Boolean> task = task(collector, left, file);
      Thread thread = Thread.ofPlatform().daemon().name("evidence-" + kind).unstarted(task);
      thread.start();
      String problem = problem(task, left);
      if (!problem.isEmpty()) {
        file.cut(problem);
      }
      Artefact artefact = file.finish();
      file.notes().forEach(note -> notes.add(what(kind, what) + ": " + note));
      if (artefact.bytes() == 0 && !problem.isEmpty()) {
        Files.delete(at.resolve(name));
        notes.add(what(kind, what) + ": not collected, " + problem);
        return;
      }
      if (!artefact.truncated().isEmpty()) {
        notes.add(what(kind, what) + ": cut short, " + artefact.truncated());
      }
      room -= artefact.bytes();
      artefacts.add(artefact);
    }

    private FutureTask<Boolean> task(Collector collector, Duration left, ArtefactFile file) {
      Scene scene = new Scene(order.target(), held, PROC, left, clock);
      return new FutureTask<>(
          () -> {
            collector.collect(scene, file);
            return true;
          });
    }

    private static String what(String kind, String what) {
      return kind.equals("file") ? what : kind;
    }

    /** Why it is not whole, or empty. */
    private static String problem(FutureTask<Boolean> task, Duration left) {
      try {
        task.get(left.toMillis() + 1, TimeUnit.MILLISECONDS);
        return "";
      } catch (TimeoutException e) {
        task.cancel(true);
        return "the time was over";
      } catch (InterruptedException e) {
        task.cancel(true);
        Thread.currentThread().interrupt();
        return "it was interrupted";
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        // what a bound cut says so itself
        return cause instanceof Sink.Full
            ? ""
            : String.valueOf((cause == null ? e : cause).getMessage());
      }
    }
  }
}
