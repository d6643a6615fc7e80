package io.nightjar.audit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One segment file, read beside the hashes that the database kept of its leaves. What is wrong with
 * the file is told once; from then on the hashes alone go on.
 */
final class SegmentPass implements AutoCloseable {

  private final Segment segment;
  private final Findings findings;
  private @Nullable SegmentReader reader;
  private @Nullable SegmentLine ahead;

  private SegmentPass(Segment segment, Findings findings) {
    this.segment = segment;
    this.findings = findings;
  }

  static SegmentPass open(Segment segment, SegmentFolder folder, Findings findings) {
    SegmentPass pass = new SegmentPass(segment, findings);
    if (!folder.has(segment)) {
      findings.notRead(
          segment.range()
              + " were not hashed again: "
              + segment.file()
              + " is not in "
              + folder.path());
      return pass;
    }
    try {
      SegmentReader reader = SegmentReader.open(folder.file(segment));
      SegmentHeader header = reader.header();
      if (header.before().size() != segment.first() || header.end() != segment.end()) {
        reader.close();
        findings.general(
            "the file "
                + segment.file()
                + " holds the leaves "
                + header.before().size()
                + " to "
                + (header.end() - 1)
                + ", not "
                + segment.range()
                + ": it is another segment under that name");
        return pass;
      }
      pass.reader = reader;
      pass.advance(segment.first());
    } catch (IOException e) {
      findings.general("the segment " + segment.file() + " cannot be read: " + e.getMessage());
    }
    return pass;
  }

  /** Leaf {@code index} as the file has it, or null where the file is away or broken. */
  @Nullable StoredLeaf leaf(long index) {
    if (reader == null) {
      return null;
    }
    if (ahead instanceof SegmentLine.Leaf line && line.index() == index) {
      advance(index + 1);
      return StoredLeaf.of(line);
    }
    String found =
        switch (ahead) {
          case null -> "nothing";
          case SegmentLine.Leaf other -> "leaf " + other.index();
          case SegmentLine.Signed signed -> "a checkpoint";
        };
    broken(
        "has "
            + found
            + " where leaf "
            + index
            + " belongs: leaves were dropped, added or moved in it");
    return null;
  }

  /** The checkpoint that the file has right here, or null. */
  @Nullable String checkpoint(long size) {
    if (reader != null && ahead instanceof SegmentLine.Signed signed) {
      advance(size);
      return signed.note();
    }
    return null;
  }

  private void advance(long index) {
    SegmentReader open = reader;
    if (open == null) {
      return;
    }
    try {
      ahead = open.next();
    } catch (IOException e) {
      broken("cannot be read from leaf " + index + " on: " + e.getMessage());
    }
  }

  private void broken(String how) {
    findings.general("the segment " + segment.file() + " " + how);
    close();
  }

  /** All leaves were asked for. */
  void end() {
    SegmentReader open = reader;
    if (open == null) {
      return;
    }
    if (ahead != null) {
      broken("goes on after its last leaf: leaves were added to it");
      return;
    }
    try {
      String sha256 = open.sha256();
      if (!sha256.equals(segment.sha256())) {
        findings.general(
            "the file "
                + segment.file()
                + " is not the one that was sealed: its SHA-256 is "
                + sha256
                + ", not "
                + segment.sha256());
      }
    } catch (IOException e) {
      broken("cannot be read to its end: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    SegmentReader open = reader;
    reader = null;
    ahead = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException nothingToLose) {
        // it was only read
      }
    }
  }
}
