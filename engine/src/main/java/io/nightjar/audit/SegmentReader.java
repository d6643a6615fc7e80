package io.nightjar.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a segment file line by line, in the memory of one line, and hashes it on the way. */
final class SegmentReader implements AutoCloseable {

  /** No leaf is so long: nothing that is recorded is unbounded. */
  private static final int LINE_AT_MOST = 16 << 20;

  private static final int BUFFER = 1 << 16;

  private final DigestInputStream hashed;
  private final InputStream lines;
  private final SegmentHeader header;

  private SegmentReader(DigestInputStream hashed, InputStream lines, SegmentHeader header) {
    this.hashed = hashed;
    this.lines = lines;
    this.header = header;
  }

  /**
   * @throws IOException when there is none, or it is no segment file
   */
  static SegmentReader open(Path file) throws IOException {
    DigestInputStream hashed =
        new DigestInputStream(
            new BufferedInputStream(Files.newInputStream(file), BUFFER), Hash.digest());
    try {
      InputStream lines = new BufferedInputStream(new GZIPInputStream(hashed, BUFFER), BUFFER);
      byte[] first = line(lines);
      if (first == null) {
        throw new IOException("it is empty");
      }
      return new SegmentReader(hashed, lines, SegmentHeader.parse(first));
    } catch (IOException e) {
      hashed.close();
      throw e;
    }
  }

  SegmentHeader header() {
    return header;
  }

  /**
   * The next line, or null at the end.
   *
   * @throws IOException when the file is damaged, or the line is none of a segment
   */
  @Nullable SegmentLine next() throws IOException {
    byte[] line = line(lines);
    if (line == null) {
      return null;
    }
    SegmentLine parsed = SegmentLine.parse(line);
    if (parsed == null) {
      throw new IOException("a line is neither a leaf nor a checkpoint");
    }
    return parsed;
  }

  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toByteArray();
      }
      line.write(next);
      if (line.size() > LINE_AT_MOST) {
        throw new IOException("a line is longer than any leaf");
      }
    }
    if (line.size() > 0) {
      throw new IOException("its last line is cut off");
    }
    return null;
  }

  /** SHA-256 of the whole file, hex; reads what is left of it. */
  String sha256() throws IOException {
    byte[] rest = new byte[BUFFER];
    while (hashed.read(rest) >= 0) {
      // only the digest is wanted
    }
    MessageDigest digest = hashed.getMessageDigest();
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
