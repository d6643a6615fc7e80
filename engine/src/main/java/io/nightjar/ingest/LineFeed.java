package io.nightjar.ingest;

import java.io.ByteArrayOutputStream;

/**
 * Alerts one on a line, from what comes in pieces of any size. A line that is longer than any alert
 * is passed over and counted. One thread.
 */
final class LineFeed {

  static final int LINE_AT_MOST = 1024 * 1024;

  private final AlertBatch batch;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private boolean passingOver;
  private long passedOver;
  private int line;

  LineFeed(AlertBatch batch) {
    this.batch = batch;
  }

  /** Returns when every line that ended is durable. */
  void feed(byte[] bytes, int length) {
    int from = 0;
    for (int at = 0; at < length; at++) {
      if (bytes[at] == '\n') {
        rest.write(bytes, from, at - from);
        ended();
        from = at + 1;
      }
    }
    rest.write(bytes, from, length - from);
    if (rest.size() > LINE_AT_MOST) {
      passedOver += rest.size();
      rest.reset();
      passingOver = true;
    }
    batch.flush();
  }

  /** Nothing more comes: what is there is a line. */
  void end() {
    if (rest.size() > 0) {
      ended();
    }
    batch.flush();
  }

  /** Bytes of a line that has not ended. */
  long pending() {
    return rest.size() + passedOver;
  }

  private void ended() {
    line++;
    if (passingOver) {
      batch.unreadable(line, "is longer than " + LINE_AT_MOST + " bytes");
    } else {
      byte[] bytes = rest.toByteArray();
      if (!isBlank(bytes)) {
        AlertBody.readLine(bytes, 0, bytes.length, line, batch);
      }
    }
    rest.reset();
    passingOver = false;
    passedOver = 0;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte one : bytes) {
      if (one != ' ' && one != '\t' && one != '\r') {
        return false;
      }
    }
    return true;
  }
}
