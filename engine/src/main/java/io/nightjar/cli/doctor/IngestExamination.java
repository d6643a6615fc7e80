package io.nightjar.cli.doctor;

import io.nightjar.config.IngestConfig;
import io.nightjar.config.ListenAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Who may hand in alerts, where, and whether the files of alerts can be read. */
record IngestExamination(IngestConfig config, ListenAddress control) implements Examination {

  private static final String SUBJECT = "ingest";

  @Override
  public List<Line> look() {
    List<Line> lines = new ArrayList<>();
    ListenAddress own = config.listen();
    ListenAddress talon = config.talon().listen();
    String from =
        config.senders().isEmpty()
            ? "programs of this machine"
            : String.join(", ", new TreeSet<>(config.senders().keySet()));
    lines.add(
        Line.ok(
            SUBJECT,
            from
                + " at "
                + control
                + (own == null ? "" : " and " + own)
                + (talon == null ? "; Falco Talon's address is off" : "; as to Talon at " + talon)
                + (config.stdin() ? "; standard input" : "")));
    config.files().forEach(file -> lines.add(line(file.path())));
    return lines;
  }

  private static Line line(Path file) {
    String subject = SUBJECT + " file";
    if (!Files.exists(file)) {
      return Line.warn(
          subject, file + " is not there", "nothing is read until it comes; see ingest.files");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return Line.missing(
          subject,
          file + " cannot be read",
          "its alerts are not seen; it must be a file that Nightjar's user may read");
    }
    return Line.ok(subject, file + " can be read");
  }
}
