package io.nightjar.driver.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A conversation with one part of the kernel in one network namespace. One thread at a time. */
final class NetlinkSocket implements AutoCloseable {
  static final int NETFILTER = 12;
  static final int SOCKET_DIAGNOSIS = 4;
  private static final int BUFFER = 1 << 16;
  private static final int RECEIVE_BUFFER = 1 << 20;
  private static final long PATIENCE_MILLIS = 2_000;

  private final SocketCalls calls = SocketCalls.get();
  private final int fd;
  private int sequence = 1;

  private NetlinkSocket(int fd) throws IOException {
    this.fd = fd;
    calls.receiveTimeout(fd, PATIENCE_MILLIS);
    calls.receiveBuffer(fd, RECEIVE_BUFFER);
  }

  /**
   * @param part {@link #NETFILTER} and so on
   */
  static NetlinkSocket open(NetworkNamespace namespace, int part) throws IOException {
    return of(namespace.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, part));
  }

  /** One in the namespace of the calling thread. */
  static NetlinkSocket openHere(int part) throws IOException {
    return of(SocketCalls.get().socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, part));
  }

  private static NetlinkSocket of(int fd) throws IOException {
    try {
      return new NetlinkSocket(fd);
    } catch (IOException e) {
      SocketCalls.get().close(fd);
      throw e;
    }
  }

  /** The number of the next message. */
  int next() {
    return sequence++;
  }

  /**
   * Sends messages as one and waits until the last is acknowledged.
   *
   * @param last number of the last message that asks for an acknowledgement
   * @throws KernelRefusal when one of them is refused; then none took effect where they are a batch
   */
  void transact(byte[] messages, int last) throws IOException {
    calls.send(fd, messages);
    while (true) {
      for (NetlinkReply reply : receive()) {
        if (reply.type() == NetlinkReply.ERROR) {
          if (reply.errno() != 0) {
            throw new KernelRefusal("the kernel refuses", reply.errno());
          }
          if (reply.sequence() == last) {
            return;
          }
        }
      }
    }
  }

  /** Sends a request for a list and reads it whole. */
  List<NetlinkReply> dump(byte[] request) throws IOException {
    calls.send(fd, request);
    List<NetlinkReply> all = new ArrayList<>();
    while (true) {
      for (NetlinkReply reply : receive()) {
        if (reply.type() == NetlinkReply.DONE) {
          return all;
        }
        if (reply.type() == NetlinkReply.ERROR) {
          if (reply.errno() != 0) {
            throw new KernelRefusal("the kernel does not list", reply.errno());
          }
        } else {
          all.add(reply);
        }
      }
    }
  }

  private List<NetlinkReply> receive() throws IOException {
    byte[] buffer = new byte[BUFFER];
    int length = calls.receive(fd, buffer);
    while (length == -SocketCalls.EINTR) {
      length = calls.receive(fd, buffer);
    }
    if (length < 0) {
      throw length == -SocketCalls.EAGAIN
          ? new IOException("no answer of the kernel in " + PATIENCE_MILLIS + " ms")
          : new KernelRefusal("cannot receive from the kernel", -length);
    }
    return NetlinkReply.read(buffer, length);
  }

  @Override
  public void close() {
    calls.close(fd);
  }
}
