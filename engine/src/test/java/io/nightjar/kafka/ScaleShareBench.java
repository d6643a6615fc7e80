package io.nightjar.kafka;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.CompiledPlaybooks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What one, two and three engines decide in a second when each has the same share of a processor,
 * as on machines of their own: processes in control groups of their own, on a real broker in this
 * one. Run by hand, as root, on cgroup v1 or v2. Arguments: the share of one core for each (0.2),
 * the detections of a round (60000), rounds (3).
 */
final class ScaleShareBench {

  private static final Path V1 = Path.of("/sys/fs/cgroup/cpu");
  private static final Path V2 = Path.of("/sys/fs/cgroup");
  private static final int PERIOD_MICROS = 20_000;
  private static final int TOGETHER = 5_000;
  private static final int WORKLOADS = 2_000;
  private static final int PARTITIONS = 12;
  private static final String WAITING = "waiting ";
  private static final long SURE_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path folder;
  private final TestBroker broker;
  private final CompiledPlaybooks playbooks;
  private final double share;
  private final int count;
  private int number;

  private ScaleShareBench(
      Path folder, TestBroker broker, CompiledPlaybooks playbooks, double share, int count) {
    this.folder = folder;
    this.broker = broker;
    this.playbooks = playbooks;
    this.share = share;
    this.count = count;
  }

  public static void main(String[] arguments) throws Exception {
    double share = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 0.2;
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1], 10) : 60_000;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2], 10) : 3;
    Path folder = Files.createTempDirectory("scale-share");
    try (TestBroker broker = new TestBroker(Files.createDirectory(folder.resolve("disk")))) {
      ScaleShareBench bench =
          new ScaleShareBench(
              folder, broker, Burst.playbooks(folder.resolve("playbooks")), share, count);
      for (int round = 1; round <= rounds; round++) {
        for (int engines = 1; engines <= 3; engines++) {
          Round measured = bench.round(engines);
          System.out.printf(
              Locale.ROOT,
              "round %d, %d engines of %.2f cores (%.2f taken): %,.0f detections a second, of %,.0f"
                  + " that came%n",
              round,
              engines,
              share,
              measured.cores(),
              measured.perSecond(),
              measured.sentPerSecond());
        }
      }
    }
    System.exit(0); // the broker leaves threads
  }

  /**
   * @param perSecond detections that were decided on, from when the first was sent
   * @param sentPerSecond that came meanwhile; more than that nobody could decide on
   * @param cores that all engines together took
   */
  private record Round(double perSecond, double sentPerSecond, double cores) {}

  /** One engine, which says how much waits for it whenever it is asked. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final Path group;

    Child(Process process, Path group) {
      this.process = process;
      this.said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      this.group = group;
    }

    /** What waits in each of its partitions. */
    List<Long> waiting() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      String line = said.readLine();
      while (line != null && !line.startsWith(WAITING)) {
        line = said.readLine();
      }
      if (line == null) {
        throw new IOException("an engine has ended");
      }
      String numbers = line.substring(WAITING.length());
      return numbers.isEmpty()
          ? List.of()
          : Stream.of(numbers.split(" ", -1)).map(Long::parseLong).toList();
    }

    void limit(double share) throws IOException {
      Files.createDirectories(group);
      long quota = Math.round(share * PERIOD_MICROS);
      if (Files.exists(group.resolve("cpu.cfs_quota_us"))) {
        Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
      } else {
        Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
      }
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    @Override
    public void close() {
      process.destroyForcibly();
      try {
        process.waitFor();
        TimeUnit.MILLISECONDS.sleep(200); // the group is empty a moment later
        Files.deleteIfExists(group);
      } catch (IOException e) {
        System.err.println(group + " stays: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of processor time that all engines took until now. */
  private static double seconds(List<Child> children) {
    return children.stream()
        .mapToDouble(each -> each.process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
        .sum();
  }

  private Round round(int engines) throws Exception {
    String prefix = "share-" + number++;
    KafkaSettings settings =
        new KafkaSettings(
            List.of(broker.address()),
            prefix,
            PARTITIONS,
            1,
            Duration.ofHours(4),
            Duration.ofSeconds(10),
            KafkaSettings.Security.NONE,
            "sender");
    List<Child> children = new ArrayList<>();
    try (KafkaLog log = KafkaLog.open(settings, playbooks.across().looksAt())) {
      for (int i = 0; i < engines; i++) {
        children.add(child(prefix, "engine-" + i));
      }
      // until its code is compiled an engine is another one
      send(log, "warm", count);
      untilDecided(children);
      for (Child each : children) {
        each.limit(share);
      }
      double cores = seconds(children);
      long begun = System.nanoTime();
      send(log, "measured", count);
      double sent = (System.nanoTime() - begun) / 1e9;
      double all = (untilDecided(children) - begun) / 1e9;
      return new Round(count / all, count / sent, (seconds(children) - cores) / all);
    } finally {
      children.forEach(Child::close);
      KafkaLog.forget(settings);
    }
  }

  private Child child(String prefix, String name) throws IOException {
    Process process =
        DecidingChild.process(broker, prefix, name, folder.resolve("playbooks"), PARTITIONS)
            .redirectError(folder.resolve(prefix + name + ".log").toFile())
            .start();
    Path groups = Files.exists(V1) ? V1 : V2;
    return new Child(process, groups.resolve("nightjar-" + prefix + "-" + name));
  }

  private static void send(KafkaLog log, String kind, int count) {
    Instant now = Instant.now();
    List<Detection> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String rule = i % 40 == 0 ? "read" : "nobody looks";
      some.add(Burst.detection(kind + i, rule, i % WORKLOADS, now.minusMillis(count - i)));
      if (some.size() == TOGETHER) {
        log.append(some);
        some.clear();
      }
    }
    log.append(some);
  }

  private static List<Long> waiting(List<Child> children) throws IOException {
    List<Long> all = new ArrayList<>();
    for (Child each : children) {
      all.addAll(each.waiting());
    }
    return all;
  }

  /**
   * All partitions, and that across workloads, have an engine, and nothing waits in them; for some
   * seconds, since an engine that has little of a processor learns late of what has come.
   *
   * @return since when, by the clock of nanoseconds
   */
  private static long untilDecided(List<Child> children) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    long since = System.nanoTime();
    while (System.nanoTime() < until) {
      List<Long> lags = waiting(children);
      long now = System.nanoTime();
      if (lags.size() != PARTITIONS + 1 || lags.stream().anyMatch(lag -> lag != 0)) {
        since = now;
      } else if (now - since > SURE_NANOS) {
        return since;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException("not decided within " + PATIENCE);
  }
}
