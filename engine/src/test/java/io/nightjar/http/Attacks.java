package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Raw requests to whatever a server serves, and what became of them. */
public final class Attacks {

  /** In place of a status: the connection was closed without one. */
  public static final int CUT = 0;

  private final ControlServer server;

  public Attacks(ControlServer server) {
    this.server = server;
  }

  /**
   * One endpoint where it is served.
   *
   * @param base of its section
   */
  public record Endpoint(int port, String base, String method, String path, int bodyBytesAtMost) {

    /** Whether it reads a body. */
    public boolean posts() {
      return method.equals("POST") || method.equals("PUT");
    }

    public String name() {
      return method + " :" + port + path;
    }

    /** A request up to the end of its headers. */
    public String head(String verb, String headers) {
      return verb
          + " "
          + path
          + " HTTP/1.1\r\nHost: 127.0.0.1:"
          + port
          + "\r\nConnection: close\r\n"
          + headers;
    }

    /** A whole request. */
    public String request(String headers, String body) {
      return posts()
          ? head(method, headers) + "Content-Length: " + body.length() + "\r\n\r\n" + body
          : head(method, headers) + "\r\n";
    }
  }

  /** A request of one endpoint, and what may be answered. */
  public record Attack(Endpoint at, String request, Set<Integer> wanted) {}

  /** All that is served, on every port; what stands for a variable is nothing that exists. */
  public List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    server
        .sections()
        .forEach(
            (at, sections) -> {
              for (Section section : sections) {
                for (Route route : section.routes()) {
                  String path = (section.base() + route.path()).replaceAll("\\{[A-Za-z]+}", "none");
                  all.add(
                      new Endpoint(
                          at.getPort(),
                          section.base(),
                          route.method(),
                          path.isEmpty() ? "/" : path,
                          section.bodyBytesAtMost()));
                }
              }
            });
    return all;
  }

  /** The port that listens for a setting. */
  public int port(String setting) {
    return server.url(setting).getPort();
  }

  /**
   * All at once, since some are slow; each that is refused by the server or cut off is counted.
   *
   * @param counted how many were refused otherwise, but are counted elsewhere
   */
  public void run(List<Attack> attacks, int counted) throws Exception {
    long before = refused();
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(96)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (Attack attack : attacks) {
        Callable<Integer> one = () -> status(attack.at().port(), attack.request());
        answers.add(threads.submit(one));
      }
      for (int i = 0; i < attacks.size(); i++) {
        int status = answers.get(i).get();
        refused += status == CUT || status >= 400 ? 1 : 0;
        if (!attacks.get(i).wanted().contains(status)) {
          wrong.add(attacks.get(i).at().name() + ": " + status + " " + attacks.get(i).wanted());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused() - before)
        .as("each is counted: %s", server.refusals().counts())
        .isEqualTo(refused - counted);
    await().untilAsserted(() -> assertThat(server.bytesInFlight()).isZero());
  }

  private long refused() {
    return server.refusals().counts().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Status of the answer, or {@link #CUT}. */
  public static int status(int port, String request) throws IOException {
    String answer = answer(port, request);
    assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("Exception");
    return answer.isEmpty() ? CUT : Integer.parseInt(answer.split(" ", 3)[1]);
  }

  /** The whole answer; as much as comes, for who is cut off while still sending may lose it. */
  public static String answer(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      } catch (SocketException e) {
        // it may answer before it has everything
      }
      return read(socket.getInputStream());
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[8_192];
    try {
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        all.write(some, 0, count);
      }
    } catch (SocketException cut) {
      return all.toString(StandardCharsets.UTF_8);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
