package io.nightjar.cli.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Alerts as so many Falcos send them: each over one connection that is kept, one after the other,
 * at the times at which they are due, whatever became of those before.
 */
final class IngestLoad {

  /** Whose alerts no playbook waits for, so that acknowledging alone is measured. */
  private static final int RULES = 20;

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  private final URI url;
  private final String node;
  private final List<String> containers;
  private final int rate;
  private final List<Sender> senders = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param containers that the alerts are about, in turn
   * @param rate alerts a second, of all together
   */
  IngestLoad(URI url, String node, List<String> containers, int rate) {
    this.url = url;
    this.node = node;
    this.containers = List.copyOf(containers);
    this.rate = rate;
  }

  /** One connection. */
  private final class Sender {
    private final int number;
    private final int all;
    private final long first;
    private long[] acknowledged = new long[1024];
    private long[] fromDue = new long[1024];
    private long[] fromSent = new long[1024];
    private int count;
    private long refused;
    private final Thread thread;

    Sender(int number, int all, long first, long beginNanos) {
      this.number = number;
      this.all = all;
      this.first = first;
      this.thread =
          Thread.ofPlatform().daemon().name("falco " + number).unstarted(() -> run(beginNanos));
    }

    private void run(long beginNanos) {
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
        for (long k = 0; !over; k++) {
          long alert = k * all + number;
          long due = beginNanos + alert * TimeUnit.SECONDS.toNanos(1) / rate;
          for (long now = System.nanoTime(); now < due && !over; now = System.nanoTime()) {
            LockSupport.parkNanos(due - now);
          }
          long sent = System.nanoTime();
          socket.getOutputStream().write(request(first + alert));
          boolean taken = answer(in);
          long now = System.nanoTime();
          note(first + alert, taken, now - due, now - sent);
        }
      } catch (IOException e) {
        // the engine was killed: what is not acknowledged is not expected
        over = true;
      }
    }

    private void note(long alert, boolean taken, long due, long sent) {
      if (!taken) {
        refused++;
        return;
      }
      if (count == acknowledged.length) {
        acknowledged = Arrays.copyOf(acknowledged, count * 2);
        fromDue = Arrays.copyOf(fromDue, count * 2);
        fromSent = Arrays.copyOf(fromSent, count * 2);
      }
      acknowledged[count] = alert;
      fromDue[count] = due;
      fromSent[count] = sent;
      count++;
    }
  }

  /** All that was acknowledged: numbers of the alerts, and nanoseconds until each answer. */
  static final class Sent {
    private final long[] acknowledged;
    private final long[] fromDue;
    private final long[] fromSent;
    private final long refused;

    private Sent(List<Sender> senders) {
      acknowledged = all(senders, one -> one.acknowledged);
      fromDue = all(senders, one -> one.fromDue);
      fromSent = all(senders, one -> one.fromSent);
      refused = senders.stream().mapToLong(one -> one.refused).sum();
    }

    private static long[] all(List<Sender> senders, Function<Sender, long[]> part) {
      return senders.stream()
          .flatMapToLong(one -> Arrays.stream(part.apply(one), 0, one.count))
          .toArray();
    }

    LongStream acknowledged() {
      return Arrays.stream(acknowledged);
    }

    int count() {
      return acknowledged.length;
    }

    long refused() {
      return refused;
    }

    double[] millis(boolean due) {
      return Arrays.stream(due ? fromDue : fromSent).mapToDouble(nanos -> nanos / 1e6).toArray();
    }
  }

  /**
   * @param first number of the first alert; no number may be used twice
   */
  void start(int connections, long first) {
    long begin = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      senders.add(new Sender(i, connections, first, begin));
    }
    senders.forEach(each -> each.thread.start());
  }

  /** Lets every sender end with its answer, or with the end of its connection. */
  Sent stop() throws InterruptedException {
    over = true;
    for (Sender each : senders) {
      each.thread.join();
    }
    return new Sent(senders);
  }

  /** In the form of Falco's http_output, with about as much in it as a stock rule puts there. */
  private byte[] request(long number) {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    String container = containers.get((int) (number % containers.size()));
    String body =
        "{\"hostname\":\"%s\",\"output\":\"%s: Warning a file was opened | file=/data/%d evt_type=openat user=root user_uid=0 user_loginuid=-1 process=cat proc_exepath=/usr/bin/cat parent=bash command=cat /data/%d terminal=0 container_id=%s container_name=<NA> k8s_pod_name=<NA> k8s_ns_name=<NA>\",\"output_fields\":{\"container.id\":\"%s\",\"container.image.repository\":null,\"container.image.tag\":null,\"container.name\":null,\"evt.num\":%d,\"evt.time\":%d,\"evt.type\":\"openat\",\"fd.name\":\"/data/%d\",\"k8s.ns.name\":null,\"k8s.pod.name\":null,\"proc.aname[2]\":\"sh\",\"proc.cmdline\":\"cat /data/%d\",\"proc.exepath\":\"/usr/bin/cat\",\"proc.name\":\"cat\",\"proc.pname\":\"bash\",\"proc.tty\":0,\"user.loginuid\":-1,\"user.name\":\"root\",\"user.uid\":0},\"priority\":\"Warning\",\"rule\":\"Bench alert %d\",\"source\":\"syscall\",\"tags\":[\"T1555\",\"container\",\"filesystem\"],\"time\":\"%s\"}"
            .formatted(
                node,
                now,
                number,
                number,
                container,
                container,
                number,
                nanos,
                number,
                number,
                number % RULES,
                now);
    String head =
        "POST /ingest/falco HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nUser-Agent: falcosecurity/falco\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether it is acknowledged as a new one. */
  private static boolean answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(256);
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended");
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return head.indexOf("HTTP/1.1 200") == 0
        && new String(body, StandardCharsets.UTF_8).contains("\"accepted\":1");
  }
}
