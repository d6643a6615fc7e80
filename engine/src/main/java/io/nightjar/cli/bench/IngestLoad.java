package io.nightjar.cli.bench;

import io.nightjar.detect.IsoTime;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
import java.util.stream.LongStream;

/**
 * Alerts as so many Falcos send them: each over one connection that is kept, one after the other,
 * at the times at which they are due, whatever became of those before.
 */
final class IngestLoad {

  /** Whose alerts no playbook waits for, so that acknowledging alone is measured. */
  private static final int RULES = 20;

  private static final String LENGTH = "\r\nContent-Length: ";
  private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

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
    private long processorNanos;
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
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8_192];
        for (long k = 0; !over; k++) {
          long alert = k * all + number;
          long due = beginNanos + alert * TimeUnit.SECONDS.toNanos(1) / rate;
          for (long now = System.nanoTime(); now < due && !over; now = System.nanoTime()) {
            LockSupport.parkNanos(due - now);
          }
          long sent = System.nanoTime();
          socket.getOutputStream().write(request(first + alert));
          boolean taken = answer(in, buffer);
          long now = System.nanoTime();
          note(first + alert, taken, now - due, now - sent);
        }
      } catch (IOException e) {
        // the engine was killed: what is not acknowledged is not expected
        over = true;
      } finally {
        processorNanos = CLOCKS.getCurrentThreadCpuTime();
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
    private final long processorNanos;

    private Sent(List<Sender> senders) {
      acknowledged = all(senders, one -> one.acknowledged);
      fromDue = all(senders, one -> one.fromDue);
      fromSent = all(senders, one -> one.fromSent);
      refused = senders.stream().mapToLong(one -> one.refused).sum();
      processorNanos = senders.stream().mapToLong(one -> one.processorNanos).sum();
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

    /** Of processor time that an alert took here: made, sent, and its answer read. */
    double microsEach() {
      return processorNanos / 1e3 / Math.max(1, count() + refused);
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
    Instant clock = Instant.now();
    String now = IsoTime.text(clock);
    long nanos = clock.getEpochSecond() * 1_000_000_000L + clock.getNano();
    String container = containers.get((int) (number % containers.size()));
    String file = "/data/" + number;
    String body =
        "{\"hostname\":\""
            + node
            + "\",\"output\":\""
            + now
            + ": Warning a file was opened | file="
            + file
            + " evt_type=openat user=root user_uid=0 user_loginuid=-1 process=cat"
            + " proc_exepath=/usr/bin/cat parent=bash command=cat "
            + file
            + " terminal=0 container_id="
            + container
            + " container_name=<NA> k8s_pod_name=<NA> k8s_ns_name=<NA>\","
            + "\"output_fields\":{\"container.id\":\""
            + container
            + "\",\"container.image.repository\":null,\"container.image.tag\":null,"
            + "\"container.name\":null,\"evt.num\":"
            + number
            + ",\"evt.time\":"
            + nanos
            + ",\"evt.type\":\"openat\",\"fd.name\":\""
            + file
            + "\",\"k8s.ns.name\":null,\"k8s.pod.name\":null,\"proc.aname[2]\":\"sh\","
            + "\"proc.cmdline\":\"cat "
            + file
            + "\",\"proc.exepath\":\"/usr/bin/cat\",\"proc.name\":\"cat\","
            + "\"proc.pname\":\"bash\",\"proc.tty\":0,\"user.loginuid\":-1,"
            + "\"user.name\":\"root\",\"user.uid\":0},\"priority\":\"Warning\","
            + "\"rule\":\"Bench alert "
            + number % RULES
            + "\",\"source\":\"syscall\",\"tags\":[\"T1555\",\"container\",\"filesystem\"],"
            + "\"time\":\""
            + now
            + "\"}";
    String head =
        "POST /ingest/falco HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nUser-Agent: falcosecurity/falco\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads one answer: whether the alert is acknowledged as a new one.
   *
   * @param buffer nothing is in it that was read before
   */
  static boolean answer(InputStream in, byte[] buffer) throws IOException {
    int size = 0;
    while (true) {
      int more = in.read(buffer, size, buffer.length - size);
      if (more <= 0) {
        throw new IOException("the connection ended");
      }
      size += more;
      String text = new String(buffer, 0, size, StandardCharsets.ISO_8859_1);
      int body = text.indexOf("\r\n\r\n") + 4;
      int length = text.indexOf(LENGTH);
      if (body >= 4 && length >= 0) {
        int digits = length + LENGTH.length();
        int bytes = Integer.parseInt(text, digits, text.indexOf('\r', digits), 10);
        if (size >= body + bytes) {
          return text.startsWith("HTTP/1.1 200") && text.contains("\"accepted\":1");
        }
      }
    }
  }
}
