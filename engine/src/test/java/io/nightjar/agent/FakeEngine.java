package io.nightjar.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.agent.link.Credentials;
import io.nightjar.agent.link.Engines;
import io.nightjar.agent.link.Link;
import io.nightjar.detect.Detection;
import io.nightjar.fleet.wire.DetectionBatch;
import io.nightjar.fleet.wire.DetectionsTaken;
import io.nightjar.fleet.wire.KillPermission;
import io.nightjar.fleet.wire.MayKill;
import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.TaskList;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.fleet.wire.Welcome;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The engine's side of the contract, as an agent sees it, with faults on demand. */
public final class FakeEngine implements AutoCloseable {

  /** What is answered instead of doing what was asked; status 0 ends the connection. */
  public record Fault(int status, String text) {}

  public final List<Detection> detections = new CopyOnWriteArrayList<>();
  public final List<Integer> batches = new CopyOnWriteArrayList<>();
  public final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  public final BlockingQueue<NodeTask> tasks = new LinkedBlockingQueue<>();
  public final Map<String, List<TaskOutcome>> outcomes = new ConcurrentHashMap<>();
  public final List<String> credentials = new CopyOnWriteArrayList<>();
  public final List<MayKill> killQuestions = new CopyOnWriteArrayList<>();
  public final BlockingQueue<String> podEvents = new LinkedBlockingQueue<>();
  public volatile Function<Detection, Fault> judge = detection -> new Fault(200, "");
  public volatile List<String> mayKill = List.of();
  public volatile Duration holds = Duration.ofSeconds(10);
  public volatile Instant time = Instant.parse("2026-11-20T03:00:00Z");
  public final AtomicInteger reports = new AtomicInteger();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public FakeEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext(Wire.BASE, this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A link to these, without credentials. */
  public static Link linkTo(FakeEngine... engines) {
    List<URI> addresses = new ArrayList<>();
    for (FakeEngine engine : engines) {
      addresses.add(engine.address());
    }
    return new Link(new Engines(addresses), new Credentials(null, null, null, null));
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      credentials.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
      byte[] body = call.getRequestBody().readAllBytes();
      Fault fault = faults.poll();
      if (fault != null) {
        if (fault.status() != 0) {
          send(call, fault.status(), fault.text());
        }
        return;
      }
      String path = call.getRequestURI().getPath().substring(Wire.BASE.length());
      switch (path) {
        case "/hello" -> send(call, 200, new Welcome("test", time, true, ""));
        case "/detections" -> detections(call, Json.MAPPER.readValue(body, DetectionBatch.class));
        case "/tasks" -> tasks(call);
        case "/may-kill" -> {
          killQuestions.add(Json.MAPPER.readValue(body, MayKill.class));
          send(call, 200, new KillPermission(mayKill, holds));
        }
        case "/pods" -> pods(call);
        case "/report" -> {
          reports.incrementAndGet();
          send(call, 200, Map.of());
        }
        default -> {
          outcomes
              .computeIfAbsent(
                  path.substring("/tasks/".length()), id -> new CopyOnWriteArrayList<>())
              .add(Json.MAPPER.readValue(body, TaskOutcome.class));
          send(call, 200, Map.of());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void detections(HttpExchange call, DetectionBatch batch) throws IOException {
    batches.add(batch.detections().size());
    List<DetectionsTaken.Refused> refused = new ArrayList<>();
    long number = batch.from();
    for (Detection detection : batch.detections()) {
      Fault fault = judge.apply(detection);
      if (fault.status() == 403) {
        refused.add(new DetectionsTaken.Refused(number, fault.text()));
      } else if (fault.status() != 200) {
        send(call, fault.status(), fault.text());
        return;
      }
      number++;
    }
    for (Detection detection : batch.detections()) {
      if (judge.apply(detection).status() == 200) {
        detections.add(detection);
      }
    }
    send(call, 200, new DetectionsTaken(number - 1, refused));
  }

  private void tasks(HttpExchange call) throws IOException, InterruptedException {
    List<NodeTask> some = new ArrayList<>();
    NodeTask first = tasks.poll(1, TimeUnit.SECONDS);
    if (first != null) {
      some.add(first);
      tasks.drainTo(some);
    }
    send(call, 200, new TaskList(some));
  }

  private void pods(HttpExchange call) throws IOException, InterruptedException {
    call.getResponseHeaders().set("Content-Type", "text/event-stream");
    call.sendResponseHeaders(200, 0);
    OutputStream out = call.getResponseBody();
    while (true) {
      String event = podEvents.take();
      if (event.isEmpty()) {
        return;
      }
      out.write(event.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private static void send(HttpExchange call, int status, Object body) throws IOException {
    String text = body instanceof String given ? given : Json.write(body);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    call.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
