package io.nightjar.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one process of a crash night is told to do; a JSON file.
 *
 * @param point where it stops to be killed; null for nowhere
 * @param visit at which time of getting there
 * @param killSwitch whether somebody turns the kill switch on and off again
 * @param settling whether it says when nothing is under way any more, and begins nothing new
 * @param exits whether it then ends by itself
 * @param shared null where it has its store to itself
 */
public record Script(
    @Nullable CrashPoint point,
    int visit,
    boolean killSwitch,
    boolean settling,
    boolean exits,
    List<Seen> detections,
    @Nullable Shared shared) {

  /** How a process ends that was followed by another. */
  public static final int OVER = 3;

  /** So long a gap in a process's own time is one in which it was stopped. */
  static final long STOPPED_MILLIS = 700;

  public Script(
      @Nullable CrashPoint point,
      int visit,
      boolean killSwitch,
      boolean settling,
      boolean exits,
      List<Seen> detections) {
    this(point, visit, killSwitch, settling, exits, detections, null);
  }

  /**
   * One of several engines of a database.
   *
   * @param goesOn whether it goes on where it stopped once the whole process was stopped meanwhile
   * @param fastMillis by how much its clock is fast
   */
  public record Shared(
      String url,
      String engine,
      String keys,
      long takeOverMillis,
      boolean goesOn,
      long fastMillis) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  public Script {
    detections = List.copyOf(detections);
  }

  /**
   * A detection to come.
   *
   * @param workload null for that of a bare pod
   */
  public record Seen(String id, String rule, PodTarget pod, @Nullable WorkloadTarget workload) {

    public Detection at(Instant time) {
      return new Detection(
          id,
          rule,
          Priority.WARNING,
          "syscall",
          new TreeSet<>(List.of("night")),
          time,
          rule,
          new TreeMap<>(Map.of("proc.name", "sh")),
          CrashNight.NODE,
          new ProcessRef(7, 70, "sh", "/bin/sh", "sh -i", 0, List.of("runc")),
          "c".repeat(64),
          "main",
          "app:2",
          false,
          pod.uid(),
          pod.name(),
          pod.namespace(),
          Map.of(),
          workload,
          List.of("/tmp"));
    }
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  public static Script read(Path file) {
    try {
      return JSON.readValue(Files.readString(file), Script.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
