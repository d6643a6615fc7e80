package io.nightjar.driver.network;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * The calls of libc on sockets and network namespaces that the JDK has no method for. A namespace
 * belongs to a thread of the kernel, so it is entered by a thread made for that alone, which ends
 * right after: what it opened there stays there, whoever uses it.
 */
final class SocketCalls {
  static final int AF_UNIX = 1;
  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;
  static final int SOCK_RAW = 3;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 02000000;
  static final int EAGAIN = 11;
  static final int EINTR = 4;

  private static final int CLONE_NEWNET = 0x40000000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_RCVBUF = 8;

  private final Calls calls = LibraryLoader.create(Calls.class).load("c");
  private final Runtime runtime = Runtime.getRuntime(calls);

  private SocketCalls() {}

  /** Public because jnr-ffi's generated classes implement it. */
  public interface Calls {
    int setns(int fd, int type);

    int unshare(int flags);

    int socket(int domain, int type, int protocol);

    int bind(int fd, @In byte[] address, int length);

    int connect(int fd, @In byte[] address, int length);

    int setsockopt(int fd, int level, int option, @In long[] value, int length);

    long send(int fd, @In byte[] message, long length, int flags);

    long recv(int fd, @Out byte[] buffer, long length, int flags);

    long recvfrom(
        int fd,
        @Out byte[] buffer,
        long length,
        int flags,
        @Out byte[] address,
        @In @Out int[] addressLength);

    int close(int fd);
  }

  /** Loaded when first asked for: a host without libc runs everything else. */
  static SocketCalls get() {
    return Holder.CALLS;
  }

  /**
   * Opens a socket in another network namespace.
   *
   * @param namespace descriptor of it
   */
  int socketIn(int namespace, int domain, int type, int protocol) throws IOException {
    return onThreadOfItsOwn(
        () -> {
          check("enter the network namespace", calls.setns(namespace, CLONE_NEWNET));
          return socket(domain, type, protocol);
        });
  }

  /**
   * Calls something on a thread that is in a new, empty network namespace, which is gone when
   * nothing of it is open any more.
   */
  <T> T inNewNamespace(Callable<T> called) throws IOException {
    return onThreadOfItsOwn(
        () -> {
          check("make a network namespace", calls.unshare(CLONE_NEWNET));
          return called.call();
        });
  }

  int socket(int domain, int type, int protocol) throws IOException {
    return (int) check("open a socket", calls.socket(domain, type | SOCK_CLOEXEC, protocol));
  }

  void bind(int fd, byte[] address) throws IOException {
    check("bind a socket", calls.bind(fd, address, address.length));
  }

  void connect(int fd, byte[] address) throws IOException {
    check("reach it", calls.connect(fd, address, address.length));
  }

  void receiveTimeout(int fd, long millis) throws IOException {
    timeout(fd, SO_RCVTIMEO, millis);
  }

  void sendTimeout(int fd, long millis) throws IOException {
    timeout(fd, SO_SNDTIMEO, millis);
  }

  private void timeout(int fd, int which, long millis) throws IOException {
    long[] time = {millis / 1000, millis % 1000 * 1000};
    check("limit a wait", calls.setsockopt(fd, SOL_SOCKET, which, time, 16));
  }

  void receiveBuffer(int fd, int bytes) throws IOException {
    check("enlarge a buffer", calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, new long[] {bytes}, 4));
  }

  void send(int fd, byte[] message) throws IOException {
    check("send", calls.send(fd, message, message.length, 0));
  }

  /** How many bytes, or a negative errno. */
  int receive(int fd, byte[] buffer) {
    long result = calls.recv(fd, buffer, buffer.length, 0);
    return result < 0 ? -runtime.getLastError() : (int) result;
  }

  /** As {@link #receive}; flags are those of recvfrom(2). */
  int receiveFrom(int fd, byte[] buffer, byte[] address, int flags) {
    int[] length = {address.length};
    long result = calls.recvfrom(fd, buffer, buffer.length, flags, address, length);
    return result < 0 ? -runtime.getLastError() : (int) result;
  }

  void close(int fd) {
    calls.close(fd);
  }

  private long check(String what, long result) throws IOException {
    if (result < 0) {
      throw new KernelRefusal("cannot " + what, runtime.getLastError());
    }
    return result;
  }

  private static <T> T onThreadOfItsOwn(Callable<T> called) throws IOException {
    FutureTask<T> task = new FutureTask<>(called);
    Thread.ofPlatform().daemon().name("network-namespace").start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static final class Holder {
    static final SocketCalls CALLS = new SocketCalls();
  }
}
