package io.nightjar.cli.capture;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nightjar.cli.capture.BoundedLines.Line;
import io.nightjar.ingest.kubernetes.KubernetesAuditDocument;
import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Knows a file with events of the Kubernetes audit log by what is in it, packed with gzip or not.
 */
final class KubernetesAuditFile {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER = 64 << 10;

  /** White space that may stand before the first bracket. */
  private static final int MAX_BLANKS = 4096;

  private static final JsonMapper JSON = KubernetesAuditReader.mapper();

  private KubernetesAuditFile() {}

  /** Whether the file holds JSON, which no capture begins like. */
  static boolean isOne(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = unpacked(file)) {
      int begin = in.read();
      for (int i = 0; i < MAX_BLANKS && isBlank(begin); i++) {
        begin = in.read();
      }
      return begin == '{' || begin == '[';
    } catch (IOException noGzip) {
      // whoever reads captures says better what is wrong with it
      return false;
    }
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  static KubernetesAuditReader open(Path file) throws IOException {
    boolean lines = isOfLines(file);
    InputStream in = unpacked(file);
    try {
      return lines ? new KubernetesAuditLines(in) : new KubernetesAuditDocument(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Whether events stand a line each; told by the first line. */
  private static boolean isOfLines(Path file) throws IOException {
    try (BoundedLines lines = new BoundedLines(unpacked(file))) {
      Line first = lines.next();
      while (first != null && first.isBlank()) {
        first = lines.next();
      }
      return first == null || isOfLines(first);
    }
  }

  private static boolean isOfLines(Line first) {
    if (isBracketAlone(first.bytes())) {
      return false;
    }
    if (first.tooLong()) {
      return !beginsList(first.bytes());
    }
    try {
      JSON.readTree(first.bytes());
      return true;
    } catch (IOException notWhole) {
      // a list that goes on in the next lines, or a line that is broken
      return !beginsList(first.bytes());
    }
  }

  private static boolean isBracketAlone(byte[] line) {
    int others = 0;
    for (byte b : line) {
      others += isBlank(b) || b == '{' || b == '[' ? 0 : 1;
    }
    return others == 0;
  }

  private static boolean beginsList(byte[] begin) {
    try (JsonParser parser = JSON.createParser(begin)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        return true;
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (name.equals("items")) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    } catch (IOException cut) {
      return false;
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC
          ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER)
          : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
