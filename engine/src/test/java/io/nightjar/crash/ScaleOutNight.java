package io.nightjar.crash;

import io.nightjar.audit.CheckpointSigner;
import io.nightjar.cli.Main;
import io.nightjar.http.AnswerTokens;
import io.nightjar.kafka.TestBroker;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.RequestInfo;
import io.nightjar.practice.http.WriteWatcher;
import io.nightjar.store.StoreAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Engines as somebody runs them: processes of the program, two that may lead on one database and
 * others that only decide, over one broker; and a cluster that remembers every write.
 */
final class ScaleOutNight implements AutoCloseable, WriteWatcher {

  static final String NAMESPACE = "night";
  private static final String NODE = "node-1";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CACHE = "playbook-cache";
  private static final int OK = 200;

  private static final String RULES =
      """
      - rule: a shell
        desc: a shell
        condition: evt.type = execve and proc.name = sh
        output: a shell
        priority: NOTICE
      - rule: a read
        desc: a read
        condition: evt.type = open and fd.name = /etc/shadow
        output: a read
        priority: NOTICE
      """;

  private static final String PLAYBOOK =
      """
      rule "a shell: cut off"
      when
        $d : Detection( rule == "a shell", podUid != "" )
      then
        respond.to($d).isolatePod().because("a shell in {pod}");
      end

      rule "the third read: cut off"
      when
        $d : Detection( rule == "a read", $pod : podUid, podUid != "" )
        accumulate( Detection( rule == "a read", podUid == $pod, this before[0s,30m] $d );
                    $n : count(1); $n == 3 )
      then
        respond.to($d).isolatePod().because("a third read in {pod}");
      end
      """;

  private static final String MANIFEST =
      """
      title: night
      why: to see it work
      owner: tests
      mayAsk: [kubernetes:isolate-pod]
      """;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Path directory;
  private final StoreAddress.Server address;
  private final TestBroker broker;
  private final String prefix;
  private final PracticeCluster cluster;
  private final List<Engine> engines = new CopyOnWriteArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<Write> writes = new CopyOnWriteArrayList<>();
  private volatile Runnable atWrite = () -> {};
  private int sent;

  ScaleOutNight(
      Path directory, StoreAddress.Server address, TestBroker broker, String prefix, int pods)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.address = address;
    this.broker = broker;
    this.prefix = prefix;
    StringBuilder seed =
        new StringBuilder("apiVersion: v1\nkind: Namespace\nmetadata: {name: night}\n");
    for (int pod = 0; pod < pods; pod++) {
      seed.append(
          """
          ---
          apiVersion: v1
          kind: Pod
          metadata: {namespace: night, name: pod-%1$d, labels: {app: pod-%1$d}}
          spec: {nodeName: node-1, containers: [{name: main, image: "app:2"}]}
          """
              .formatted(pod));
    }
    cluster = PracticeCluster.start(Seed.bare(NODE).then(Seed.ofYaml(seed.toString())), 0);
    cluster.watchWrites(this);
    cluster.writeKubeconfig(directory.resolve("kubeconfig"));
    Path keys = Files.createDirectories(directory.resolve("keys"));
    CheckpointSigner.open(keys);
    AnswerTokens.open(keys);
    Files.writeString(directory.resolve("rules.yaml"), RULES);
    Path playbook = Files.createDirectories(directory.resolve("playbooks/night"));
    Files.writeString(playbook.resolve("playbook.drl"), PLAYBOOK);
    Files.writeString(playbook.resolve("playbook.yaml"), MANIFEST);
    compile();
  }

  /** Once for all processes: it takes longer than everything else of a start. */
  private void compile() throws IOException {
    Set<String> calendars = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC)).names();
    try {
      var unused =
          new PlaybookCompiler(directory.resolve(CACHE), calendars)
              .load(directory.resolve("playbooks"), Set.of("a shell", "a read"));
    } catch (PlaybookErrors e) {
      throw new IllegalStateException(e);
    }
  }

  private void bringCache(Path state) throws IOException {
    Path from = directory.resolve(CACHE);
    Path to = state.resolve(CACHE);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  /** One that may lead. */
  record Engine(String name, Path state, URI url, Process process) {}

  /** Starts one that leads, or stands by. */
  Engine engine(String name) throws IOException {
    int port = freePort();
    Path state = directory.resolve(name);
    Process process = process("engine", name, state, port);
    Engine engine = new Engine(name, state, URI.create("http://127.0.0.1:" + port), process);
    engines.add(engine);
    return engine;
  }

  /** Starts one that only decides. */
  Process decides(String name) throws IOException {
    return process("decide", name, directory.resolve(name), 0);
  }

  private Process process(String command, String name, Path state, int port) throws IOException {
    bringCache(state);
    Path config = directory.resolve(name + ".yaml");
    Files.writeString(
        config,
        """
        state: %s
        node: node-1
        mode: enforce
        rules: [%s/rules.yaml]
        playbooks: {folder: %s/playbooks}
        cluster: {kubeconfig: %s/kubeconfig, practice: never}
        store: {url: "%s", user: postgres, keys: %s/keys, takeOverAfter: 2s}
        http: {listen: "127.0.0.1:%d"}
        agents: {listen: "127.0.0.1:0"}
        notify: {console: false}
        rateLimit: {perAction: 10000, cluster: 10000}
        budgets:
          playbookRule: 10000
          workload: 10000
          namespace: 10000
          node: 10000
          cluster: 10000
        kafka:
          servers: ["%s"]
          prefix: %s
          partitions: 4
          replication: 1
          missedAfter: 2s
          tls: false
        """
            .formatted(
                state,
                directory,
                directory,
                directory,
                address.url(),
                directory,
                port,
                broker.address(),
                prefix));
    ProcessBuilder builder =
        CrashJvm.process("384m", Main.class, command, "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("POD_NAME", name);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The engine that leads, as soon as one does. */
  Engine leader() throws Exception {
    Instant until = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(until)) {
      for (Engine engine : engines) {
        if (engine.process().isAlive() && status(engine, "/readyz") == OK) {
          return engine;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("no engine leads; see " + directory);
  }

  private int status(Engine engine, String path) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(engine.url().resolve(path))
                  .timeout(Duration.ofSeconds(8))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Hands in an alert of each of these pods, and comes back when it is acknowledged. */
  void send(String rule, int from, int to) throws Exception {
    for (int pod = from; pod < to; pod++) {
      String alert =
          """
          {"hostname":"node-1","output":"%1$s","priority":"Notice","rule":"%1$s",\
          "source":"syscall","time":"%2$s","output_fields":{"evt.num":%3$d,\
          "k8s.ns.name":"night","k8s.pod.name":"pod-%4$d"}}\
          """
              .formatted(rule, Instant.now(), ++sent, pod);
      deliver(alert);
    }
  }

  /** As a sender that was not acknowledged: again, and to the next one. */
  private void deliver(String alert) throws Exception {
    Instant until = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(until)) {
      for (Engine engine : List.copyOf(engines)) {
        if (engine.process().isAlive() && accepted(engine, alert)) {
          // whoever took one is asked first for the next
          engines.remove(engine);
          engines.addFirst(engine);
          return;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("nobody takes " + alert + "; see " + directory);
  }

  private boolean accepted(Engine engine, String alert) throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(engine.url().resolve("/ingest/falco"))
                      .timeout(Duration.ofSeconds(8))
                      .POST(BodyPublishers.ofString(alert))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode()
          == OK;
    } catch (IOException e) {
      return false; // whoever was asked is gone
    }
  }

  /** Alerts that were acknowledged. */
  int sent() {
    return sent;
  }

  /** Everything that was written to the cluster, in its order. */
  List<Write> writes() {
    return writes;
  }

  /** Pods that a response has cut off. */
  Set<String> cutOff() {
    Set<String> pods = new TreeSet<>();
    for (Write write : writes) {
      if (write.about().resource().equals("pods") && !CrashCluster.noted(write.sent()).isEmpty()) {
        pods.add(write.about().name());
      }
    }
    return pods;
  }

  /** To be done when the next write has taken place and its answer is not sent. */
  void atNextWrite(Runnable what) {
    atWrite = what;
  }

  @Override
  public void arrived(RequestInfo about) {}

  @Override
  public void done(Write write) {
    writes.add(write);
    Runnable now = atWrite;
    atWrite = () -> {};
    now.run();
  }

  /** As the kernel does it: no hook is run. */
  static void kill(Process process) {
    process.toHandle().destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void signal(Process process, String which) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + which, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    processes.forEach(ScaleOutNight::kill);
    cluster.close();
    http.close();
  }
}
