package io.nightjar.driver;

import io.nightjar.driver.capture.CaptureSource;
import io.nightjar.driver.scap.ScapSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Opens a file of captured events by what is in it, whatever its name. */
public final class Recordings {
  /** What a recording can be known by. */
  private enum Format {
    NJCAP(0x89, 'N', 'J', 'C', 'A', 'P'),
    // the section header block of pcapng, which the format of sysdig and Falco is built on
    SCAP(0x0a, 0x0d, 0x0d, 0x0a),
    GZIP(0x1f, 0x8b),
    // told as such, for people pack captures with it
    ZSTANDARD(0x28, 0xb5, 0x2f, 0xfd);

    private static final int LONGEST = 6;

    // a constant, though an array
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] magic;

    Format(int... magic) {
      this.magic = new byte[magic.length];
      for (int i = 0; i < magic.length; i++) {
        this.magic[i] = (byte) magic[i];
      }
    }

    static @Nullable Format of(byte[] begin) {
      for (Format format : values()) {
        if (begin.length >= format.magic.length
            && Arrays.equals(format.magic, 0, format.magic.length, begin, 0, format.magic.length)) {
          return format;
        }
      }
      return null;
    }
  }

  private Recordings() {}

  /**
   * Opens a Nightjar capture, or one of sysdig or Falco, gzip-compressed or not.
   *
   * @throws RecordingException when it is none, or one of a version that cannot be read
   */
  public static Recording open(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new RecordingException(0, "not a regular file");
    }
    byte[] begin;
    try (InputStream in = Files.newInputStream(path)) {
      begin = in.readNBytes(Format.LONGEST);
    }
    Format format = Format.of(begin);
    if (format == null) {
      throw new RecordingException(
          0,
          begin.length == 0
              ? "the file is empty"
              : "neither a Nightjar capture (.njcap) nor one of sysdig or Falco (.scap)");
    }
    return switch (format) {
      case NJCAP -> CaptureSource.open(path);
      case SCAP, GZIP, ZSTANDARD -> ScapSource.open(path, ProcessTable.ofEventsAlone());
    };
  }
}
