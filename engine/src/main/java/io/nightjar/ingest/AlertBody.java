package io.nightjar.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body apart: one JSON object, a list of them, or one on each line. One at a time, so that
 * little of a large body is in memory twice; what cannot be read is told with its line, and the
 * rest is read on where that is possible. Bytes that are no UTF-8 become U+FFFD.
 */
final class AlertBody {

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(1024 * 1024)
                          .maxNumberLength(64)
                          .maxNameLength(1024)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          // who names a process may put any byte into an alert, and must not get rid of it so
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build()
          .readerFor(JsonNode.class);

  private AlertBody() {}

  /** Takes what was found, in order. */
  interface Taker {
    /**
     * @param place line, or position in a list, from 1
     */
    void found(int place, JsonNode json);

    void unreadable(int place, String why);
  }

  static void read(byte[] body, Taker taker) {
    int start = skipWhiteSpace(body, 0);
    if (start < body.length && body[start] == '[') {
      readList(body, start, 0, taker);
    } else if (!readOne(body, start, taker)) {
      readLines(body, taker);
    }
  }

  /** Whether the whole is one object, which may then stand on several lines. */
  private static boolean readOne(byte[] body, int start, Taker taker) {
    int lineEnd = lineEnd(body, start);
    boolean severalLines = skipWhiteSpace(body, lineEnd) < body.length;
    if (severalLines && start < body.length && body[lastOf(body, start, lineEnd)] == '}') {
      return false; // a first line that ends is one of many
    }
    try (JsonParser parser = READER.createParser(body, start, body.length - start)) {
      JsonNode json = READER.readTree(parser);
      if (json == null || json.isMissingNode() || parser.nextToken() != null) {
        return false;
      }
      taker.found(1, json);
      return true;
    } catch (IOException e) {
      byte[] mended = mended(body, start, body.length);
      return mended != null && readOne(mended, 0, taker);
    }
  }

  /**
   * The same in UTF-8, or null where it is that already: looked at only where something could not
   * be read, for it costs more than reading.
   */
  private static byte @Nullable [] mended(byte[] body, int from, int end) {
    byte[] mended =
        new String(body, from, end - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(mended, 0, mended.length, body, from, end) ? null : mended;
  }

  /**
   * @param known so many of its first were taken before
   */
  private static void readList(byte[] body, int start, int known, Taker taker) {
    int place = 0;
    try (JsonParser parser = READER.createParser(body, start, body.length - start)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        place++;
        JsonNode json = READER.readTree(parser);
        if (place > known) {
          taker.found(place, json);
        }
      }
      if (parser.nextToken() != null) {
        taker.unreadable(place + 1, "something stands behind the list");
      }
    } catch (IOException e) {
      byte[] mended = mended(body, start, body.length);
      if (mended != null) {
        readList(mended, 0, Math.max(place - 1, known), taker);
      } else {
        taker.unreadable(Math.max(place, 1), "what begins here is no JSON: " + why(e));
      }
    }
  }

  private static void readLines(byte[] body, Taker taker) {
    int line = 0;
    for (int from = 0; from < body.length; ) {
      line++;
      int end = lineEnd(body, from);
      if (skipWhiteSpace(body, from) < end) {
        readLine(body, from, end, line, taker);
      }
      from = end + 1;
    }
  }

  /** One line, and nothing behind its object. */
  static void readLine(byte[] body, int from, int end, int line, Taker taker) {
    JsonNode json;
    try (JsonParser parser = READER.createParser(body, from, end - from)) {
      json = READER.readTree(parser);
      if (json == null || json.isMissingNode() || parser.nextToken() != null) {
        taker.unreadable(line, "is no JSON object");
        return;
      }
    } catch (IOException e) {
      byte[] mended = mended(body, from, end);
      if (mended != null) {
        readLine(mended, 0, mended.length, line, taker);
      } else {
        taker.unreadable(line, "is no JSON: " + why(e));
      }
      return;
    }
    taker.found(line, json);
  }

  /** In words of our own: a parser's quote what it read. */
  private static String why(IOException e) {
    return e instanceof JsonProcessingException json && json.getLocation() != null
        ? "column " + json.getLocation().getColumnNr()
        : "it ends too early";
  }

  private static int skipWhiteSpace(byte[] body, int from) {
    int at = from;
    while (at < body.length && isWhiteSpace(body[at])) {
      at++;
    }
    return at;
  }

  private static boolean isWhiteSpace(byte one) {
    return one == ' ' || one == '\n' || one == '\r' || one == '\t';
  }

  /** Of the newline, or of the end. */
  private static int lineEnd(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    return at;
  }

  private static int lastOf(byte[] body, int from, int end) {
    int at = end - 1;
    while (at > from && isWhiteSpace(body[at])) {
      at--;
    }
    return at;
  }
}
