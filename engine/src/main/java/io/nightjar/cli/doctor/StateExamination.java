package io.nightjar.cli.doctor;

import io.nightjar.audit.VerifierKey;
import io.nightjar.cli.Hints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The state folder and the audit key in it. */
record StateExamination(Path folder, Hints hints) implements Examination {

  private static final long ROOM_BYTES = 200L * 1024 * 1024;

  @Override
  public List<Line> look() throws IOException {
    List<Line> lines = new ArrayList<>();
    if (!Files.exists(folder)) {
      lines.add(notYet());
      return lines;
    }
    lines.add(writable());
    lines.add(room());
    lines.add(auditKey());
    return lines;
  }

  private Line notYet() {
    Path parent = folder.toAbsolutePath();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    return parent != null && Files.isWritable(parent)
        ? Line.ok("state folder", folder + ", made at the first start")
        : Line.missing(
            "state folder",
            folder + " is not there and " + parent + " is not writable",
            "run as its owner or root, or name another with --state");
  }

  private Line writable() throws IOException {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Line.missing(
          "state folder",
          folder + " is not writable",
          "run as the user that Nightjar runs as, or name another with --state");
    }
    String mode =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
    return mode.endsWith("------")
        ? Line.ok("state folder", folder.toString())
        : Line.warn(
            "state folder",
            folder + " has the mode " + mode,
            "it holds the audit key and an access token; type: chmod 700 "
                + Hints.quoted(folder.toString()));
  }

  private Line room() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    String megabytes = free / (1024 * 1024) + " MB free";
    return free >= ROOM_BYTES
        ? Line.ok("disk", megabytes)
        : Line.missing(
            "disk",
            megabytes,
            "what cannot be recorded is not done; make room on the disk of " + folder);
  }

  private Line auditKey() throws IOException {
    Path key = folder.resolve("audit.key");
    Path published = folder.resolve("audit.pub");
    if (Files.notExists(key)) {
      return Files.notExists(published)
          ? Line.ok("audit key", "made at the first start")
          : Line.missing(
              "audit key",
              key + " is gone, though " + published + " is there",
              "Nightjar does not start; put the key back from your backup");
    }
    if (!Files.isReadable(key) || Files.notExists(published)) {
      return Line.missing(
          "audit key",
          (Files.isReadable(key) ? published + " is gone" : key + " is not readable"),
          "run as the user that Nightjar runs as; the public half is made anew at a start");
    }
    try {
      String name = VerifierKey.parse(Files.readString(published)).name();
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
      if (!PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
        return Line.missing(
            "audit key",
            key + " is " + PosixFilePermissions.toString(mode) + ": others can sign with it",
            "type: chmod 600 "
                + Hints.quoted(key.toString())
                + " && "
                + hints.type("audit key rotate"));
      }
      return Line.ok("audit key", name + "; keep a copy of " + published + " elsewhere");
    } catch (IllegalArgumentException e) {
      return Line.missing(
          "audit key", published + ": " + e.getMessage(), "audit verify needs another copy of it");
    }
  }
}
