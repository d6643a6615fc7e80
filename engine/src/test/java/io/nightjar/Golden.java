package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a golden file; {@code -Dgolden.renew=true} writes it instead. */
public final class Golden {

  private static final boolean RENEW = Boolean.getBoolean("golden.renew");

  private Golden() {}

  /**
   * @param file relative to the module's folder
   */
  public static void check(String file, String actual) {
    Path path = Path.of(file);
    try {
      if (RENEW) {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, actual);
      }
      assertThat(actual).as("golden file %s", file).isEqualTo(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares with what stands between two marker lines of a document. */
  public static void checkBetween(String file, String begin, String end, String actual) {
    Path path = Path.of(file);
    try {
      String document = Files.readString(path);
      int from = document.indexOf(begin) + begin.length() + 1;
      int to = document.indexOf(end);
      assertThat(from).as("%s has %s", file, begin).isGreaterThan(begin.length());
      assertThat(to).as("%s has %s", file, end).isGreaterThanOrEqualTo(from);
      if (RENEW) {
        document = document.substring(0, from) + actual + document.substring(to);
        Files.writeString(path, document);
        to = document.indexOf(end);
      }
      assertThat(actual).as("%s, %s", file, begin).isEqualTo(document.substring(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
