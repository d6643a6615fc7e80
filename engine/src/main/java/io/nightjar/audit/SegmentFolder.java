package io.nightjar.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where segment files lie; files that are not there are told, never guessed. */
public record SegmentFolder(Path path) {

  /** Name of the folder within the state directory, unless the configuration says another. */
  public static final String NAME = "audit-segments";

  /** That of a state directory, where the configuration names none. */
  public static SegmentFolder in(Path stateDirectory) {
    return new SegmentFolder(stateDirectory.resolve(NAME));
  }

  /**
   * @param configured what the configuration names, or null
   */
  public static SegmentFolder of(@Nullable Path configured, Path stateDirectory) {
    return configured == null ? in(stateDirectory) : new SegmentFolder(configured);
  }

  static String name(SegmentHeader header) {
    return "audit-%012d-%012d.jsonl.gz".formatted(header.before().size(), header.end() - 1);
  }

  boolean has(Segment segment) {
    return segment.file().equals(Path.of(segment.file()).getFileName().toString())
        && Files.isRegularFile(file(segment));
  }

  Path file(Segment segment) {
    return path.resolve(segment.file());
  }
}
