package io.nightjar.alert;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Messages on a stream, each behind its length (octet counting, RFC 6587). */
final class SyslogStream implements SyslogLink {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Socket socket;
  private long lookedNanos = System.nanoTime() - LOOK_NANOS;

  SyslogStream(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void send(byte[] message) throws IOException {
    if (isGone()) {
      throw new IOException("the receiver has closed the connection");
    }
    byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[length.length + message.length];
    System.arraycopy(length, 0, frame, 0, length.length);
    System.arraycopy(message, 0, frame, length.length, message.length);
    socket.getOutputStream().write(frame);
    socket.getOutputStream().flush();
  }

  /**
   * A receiver never says anything, so what can be read is its good-bye. Without this look the
   * first message after it would be lost in silence.
   */
  private boolean isGone() throws IOException {
    long now = System.nanoTime();
    if (now - lookedNanos < LOOK_NANOS) {
      return false;
    }
    lookedNanos = now;
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no use any more either way
    }
  }
}
