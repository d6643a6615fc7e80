package io.nightjar.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A line to a server on this machine that breaks when it is told to. */
public final class LossyLine implements AutoCloseable {

  /** When the line breaks. */
  enum Break {
    NEVER,
    /** Before the next request to commit reaches the server. */
    BEFORE_COMMIT,
    /** When the server has answered it, and nobody heard the answer. */
    AFTER_COMMIT
  }

  private final ServerSocket listening;
  private final int port;
  private final AtomicReference<Break> next = new AtomicReference<>(Break.NEVER);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ReentrantReadWriteLock frozen = new ReentrantReadWriteLock();
  private volatile boolean closed;
  private volatile boolean commitIsNext;

  private LossyLine(ServerSocket listening, int port) {
    this.listening = listening;
    this.port = port;
  }

  public static LossyLine to(int port) throws IOException {
    LossyLine line = new LossyLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    Thread.ofVirtual().start(line::accept);
    return line;
  }

  public int port() {
    return listening.getLocalPort();
  }

  void breakAt(Break when) {
    next.set(when);
  }

  /** Breaks at once, and takes nobody new. */
  void cut() {
    closed = true;
    sockets.forEach(LossyLine::closeQuietly);
  }

  void mend() {
    closed = false;
  }

  /** Nothing gets through any more, and nobody is told: both sides believe in it. */
  public void freeze() {
    frozen.writeLock().lock();
  }

  /** What was on its way arrives; to be called by the thread that froze it. */
  public void thaw() {
    frozen.writeLock().unlock();
  }

  private void pass(OutputStream out, byte[] bytes, int length) throws IOException {
    frozen.readLock().lock();
    try {
      out.write(bytes, 0, length);
    } finally {
      frozen.readLock().unlock();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (closed) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> requests(client, server));
        Thread.ofVirtual().start(() -> answers(server, client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void requests(Socket client, Socket server) {
    byte[] buffer = new byte[65_536];
    try (client;
        server) {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (commitIsNext && next.compareAndSet(Break.BEFORE_COMMIT, Break.NEVER)) {
          return;
        }
        pass(out, buffer, n);
      }
    } catch (IOException broken) {
      // as it should
    }
  }

  private void answers(Socket server, Socket client) {
    byte[] buffer = new byte[65_536];
    try (client;
        server) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        // the tags of completed commands; the last one before a commit counts it up
        String answer = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        commitIsNext = answer.contains("UPDATE 1\0");
        if (answer.contains("COMMIT\0") && next.compareAndSet(Break.AFTER_COMMIT, Break.NEVER)) {
          return;
        }
        pass(out, buffer, n);
      }
    } catch (IOException broken) {
      // as it should
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed enough
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
