package io.nightjar.driver.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a socket of this machine that has a path, as {@code /dev/log}; the JDK knows
 * only streams there (unix(7)). For one thread at a time.
 */
public final class LocalDatagrams implements AutoCloseable {

  /** Bytes of {@code sun_path}, its end included. */
  private static final int PATH_AT_MOST = 108;

  private static final long SEND_MILLIS = 2_000;

  private final int socket;

  private LocalDatagrams(int socket) {
    this.socket = socket;
  }

  /**
   * @throws IOException where nobody listens there, or this is no Linux
   */
  public static LocalDatagrams to(String path) throws IOException {
    SocketCalls calls = calls();
    int socket = calls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM, 0);
    try {
      calls.sendTimeout(socket, SEND_MILLIS);
      calls.connect(socket, address(path));
      return new LocalDatagrams(socket);
    } catch (IOException e) {
      calls.close(socket);
      throw e;
    }
  }

  private static SocketCalls calls() throws IOException {
    try {
      return SocketCalls.get();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new IOException("this system has no libc that could be called", e);
    }
  }

  /** A struct sockaddr_un. */
  static byte[] address(String path) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_AT_MOST) {
      throw new IOException("the path of a socket has at most 107 bytes");
    }
    ByteBuffer address = ByteBuffer.allocate(2 + name.length + 1).order(ByteOrder.nativeOrder());
    return address.putShort((short) SocketCalls.AF_UNIX).put(name).array();
  }

  /**
   * Waits two seconds at most for room with the receiver.
   *
   * @throws IOException when it was not taken; then this one is of no use any more
   */
  public void send(byte[] datagram) throws IOException {
    SocketCalls.get().send(socket, datagram);
  }

  @Override
  public void close() {
    SocketCalls.get().close(socket);
  }
}
