package io.nightjar.driver.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link FieldWriter} wrote, out of bytes that may be anything. At the end of the buffer
 * every number is 0 and every text empty, so that a field which came later is absent in an older
 * file.
 */
final class FieldReader {
  private final ByteBuffer source;

  FieldReader(ByteBuffer source) {
    this.source = source;
  }

  /** Whether there is more to read. */
  boolean more() {
    return source.hasRemaining();
  }

  int number() throws Malformed {
    return more() ? need(Integer.BYTES).getInt() : 0;
  }

  long longNumber() throws Malformed {
    return more() ? need(Long.BYTES).getLong() : 0;
  }

  boolean flag() {
    return more() && source.get() != 0;
  }

  String text() throws Malformed {
    int length = number();
    if (length == 0) {
      return "";
    }
    ByteBuffer checked = need(length);
    byte[] bytes = new byte[length];
    checked.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  List<String> list() throws Malformed {
    int count = number();
    // each element has a length of its own
    if (count < 0 || count > source.remaining() / Integer.BYTES) {
      throw new Malformed("a list is longer than its record");
    }
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(text());
    }
    return values;
  }

  private ByteBuffer need(int bytes) throws Malformed {
    if (bytes < 0 || bytes > source.remaining()) {
      throw new Malformed("a field is longer than its record");
    }
    return source;
  }
}
