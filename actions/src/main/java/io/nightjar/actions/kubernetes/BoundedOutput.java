package io.nightjar.actions.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes what a program writes: keeps the start, counts and hashes all. Thread-safe. */
final class BoundedOutput extends OutputStream {
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();
  private final MessageDigest digest = sha256();
  private final int kept;
  private long bytes;

  BoundedOutput(int kept) {
    this.kept = kept;
  }

  @Override
  public synchronized void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] buffer, int offset, int length) {
    int room = Math.min(length, kept - start.size());
    if (room > 0) {
      start.write(buffer, offset, room);
    }
    digest.update(buffer, offset, length);
    bytes += length;
  }

  /** What has come so far. */
  synchronized PodExec.Output output() {
    return new PodExec.Output(
        start.toString(StandardCharsets.UTF_8), bytes, HexFormat.of().formatHex(copy().digest()));
  }

  private MessageDigest copy() {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 of every JDK can be cloned", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
