package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.nightjar.ingest.kubernetes.KubernetesAuditEntry.Bad;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An audit log as JSON over several lines: a list of events of any length, an array of them, or one
 * after another. Only the event at hand is in memory. Where the JSON is broken, nothing behind can
 * be read.
 */
public final class KubernetesAuditDocument implements KubernetesAuditReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(KubernetesAuditReader.bounds(Long.MAX_VALUE))
          .build();
  private static final ObjectReader TREES = KubernetesAuditReader.mapper().reader();
  private static final String ITEMS = "items";

  /** Where the parser stands. */
  private enum Place {
    OUTSIDE,
    ARRAY,
    /** In the array of items of a list. */
    LIST,
    /** Behind that array, but still in the list. */
    REST_OF_LIST
  }

  private final JsonParser parser;
  private final int tokensAtMost;
  private Place place = Place.OUTSIDE;
  private boolean ended;

  public KubernetesAuditDocument(InputStream in) throws IOException {
    this(in, MAX_TOKENS);
  }

  /**
   * @param tokensAtMost of one event
   */
  KubernetesAuditDocument(InputStream in, int tokensAtMost) throws IOException {
    this.tokensAtMost = tokensAtMost;
    parser = JSON.createParser(in);
  }

  @Override
  public @Nullable KubernetesAuditEntry next() throws IOException {
    KubernetesAuditEntry found = null;
    try {
      while (found == null && !ended) {
        JsonToken token = parser.nextToken();
        ended = token == null;
        found = token == null ? null : take(token);
      }
      return found;
    } catch (JsonProcessingException broken) {
      ended = true;
      Bad bad = Bad.of(line(), broken);
      return new Bad(bad.line(), bad.reason() + "; what follows cannot be read");
    }
  }

  /** Steps over a token; null when it begins no event. */
  private @Nullable KubernetesAuditEntry take(JsonToken token) throws IOException {
    switch (place) {
      case OUTSIDE -> {
        if (token != JsonToken.START_ARRAY) {
          return value(true);
        }
        place = Place.ARRAY;
      }
      case ARRAY, LIST -> {
        if (token != JsonToken.END_ARRAY) {
          return value(false);
        }
        place = place == Place.LIST ? Place.REST_OF_LIST : Place.OUTSIDE;
      }
      case REST_OF_LIST -> {
        if (token == JsonToken.END_OBJECT) {
          place = Place.OUTSIDE;
        } else {
          parser.skipChildren();
        }
      }
    }
    return null;
  }

  /**
   * Reads the value that begins here.
   *
   * @param mayBeList whether a list of events may stand here; then null is returned in front of its
   *     items
   */
  private @Nullable KubernetesAuditEntry value(boolean mayBeList) throws IOException {
    long line = line();
    long start = parser.currentLocation().getByteOffset();
    try (TokenBuffer copy = new TokenBuffer(parser)) {
      int depth = 0;
      int tokens = 0;
      boolean tooLong = false;
      JsonToken token = parser.currentToken();
      while (token != null) {
        boolean inItems = depth == 1 && ITEMS.equals(parser.currentName());
        if (mayBeList && inItems && token == JsonToken.START_ARRAY) {
          place = Place.LIST;
          return null;
        }
        tooLong |= parser.currentLocation().getByteOffset() - start > MAX_EVENT_BYTES;
        tooLong |= ++tokens > tokensAtMost;
        if (!tooLong) {
          copy.copyCurrentEvent(parser);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        token = depth == 0 ? null : parser.nextToken();
      }
      return tooLong
          ? Bad.tooLong(line)
          : KubernetesAuditEntry.of(line, TREES.readTree(copy.asParser()));
    }
  }

  private long line() {
    return parser.currentLocation().getLineNr();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
