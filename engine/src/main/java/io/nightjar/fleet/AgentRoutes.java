package io.nightjar.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.evidence.BroughtEvidence;
import io.nightjar.evidence.BroughtEvidence.NotTaken;
import io.nightjar.fleet.wire.AgentReport;
import io.nightjar.fleet.wire.EvidenceTaken;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.KillPermission;
import io.nightjar.fleet.wire.MayKill;
import io.nightjar.fleet.wire.TaskList;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.fleet.wire.TaskPoll;
import io.nightjar.fleet.wire.Welcome;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.Call;
import io.nightjar.http.Door;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.store.Json;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * What agents are served below {@link Wire#BASE}; each can speak of its own node alone, whatever it
 * says.
 */
final class AgentRoutes {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern RESPONSE = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private final String version;
  private final BooleanSupplier leads;
  private final Agents agents;
  private final Parts parts;
  private final InstantSource clock;

  /** What answers. */
  record Parts(
      DetectionDesk detections,
      NodePods pods,
      KillQuestions kills,
      NodeTasks tasks,
      BroughtEvidence evidence,
      FleetTelling telling) {}

  /**
   * @param leads whether this engine decides
   */
  AgentRoutes(
      String version, BooleanSupplier leads, Agents agents, Parts parts, InstantSource clock) {
    this.version = version;
    this.leads = leads;
    this.agents = agents;
    this.parts = parts;
    this.clock = clock;
  }

  Section section(Door door) {
    return Section.of(
            Wire.BASE,
            door,
            Wire.BODY_BYTES_AT_MOST,
            List.of(
                Route.post("/hello", null, heard(this::hello)),
                Route.post("/detections", null, heard(this::detections)),
                Route.get("/pods", null, heard(this::pods)),
                Route.post("/may-kill", null, heard(this::mayKill)),
                Route.post("/tasks", null, heard(this::tasks)),
                Route.post("/tasks/{id}", null, heard(this::outcome)),
                Route.post("/report", null, heard(this::report)),
                Route.put("/evidence/{response}/{name}", null, heard(this::evidence))))
        .atAnyRate(); // by node, not by address, for nodes may share one
  }

  /** What an agent's own route answers. */
  private interface Answer {
    Reply to(String node, Call call);
  }

  private Route.Handler heard(Answer answer) {
    return call -> {
      AgentCaller agent = AgentCaller.of(call);
      agents.heard(agent.node(), agent.certificate());
      return answer.to(agent.node(), call);
    };
  }

  private Reply hello(String node, Call call) {
    Hello hello = body(call, Hello.class);
    agents.said(node, Said.hello(node, hello));
    return Reply.ok(new Welcome(version, clock.instant(), leads.getAsBoolean(), node));
  }

  private Reply detections(String node, Call call) {
    if (!leads.getAsBoolean()) {
      throw new Rejection(Problem.unavailable("this engine stands by; another one decides"));
    }
    JsonNode body = call.body();
    JsonNode list = body.path("detections");
    if (!list.isArray() || !body.path("from").isIntegralNumber()) {
      throw new Rejection(Problem.badRequest("it is no batch of detections"));
    }
    if (list.size() > Wire.DETECTIONS_AT_MOST) {
      throw new Rejection(
          Problem.badRequest("at most " + Wire.DETECTIONS_AT_MOST + " detections at once"));
    }
    if (parts.detections().tooFast(node, list.size())) {
      throw new Rejection(Problem.tooMany("detections come too fast; keep them for a second"));
    }
    List<JsonNode> batch = new ArrayList<>();
    list.forEach(batch::add);
    DetectionDesk.Taken taken;
    try {
      taken = parts.detections().take(node, body.path("from").asLong(), batch);
    } catch (StoreException | CompletionException e) {
      throw new Rejection(Problem.unavailable("the detections could not be stored"));
    }
    taken.fresh().forEach(parts.telling()::detected);
    if (!taken.answer().refused().isEmpty()) {
      agents.refused(node, taken.answer().refused().size());
      parts.telling().refused(node, taken.answer().refused().getFirst().why());
    }
    return Reply.ok(taken.answer());
  }

  private Reply pods(String node, Call call) {
    return parts.pods().of(node);
  }

  private Reply mayKill(String node, Call call) {
    MayKill question = body(call, MayKill.class);
    if (question.containers().size() > Wire.CONTAINERS_AT_MOST) {
      throw new Rejection(
          Problem.badRequest("at most " + Wire.CONTAINERS_AT_MOST + " containers at once"));
    }
    return Reply.ok(
        leads.getAsBoolean()
            ? parts.kills().answer(node, question)
            : new KillPermission(List.of(), KillQuestions.HOLDS));
  }

  private Reply tasks(String node, Call call) {
    TaskPoll poll = body(call, TaskPoll.class);
    try {
      return Reply.ok(
          new TaskList(
              parts
                  .tasks()
                  .poll(node, poll.waitSeconds(), poll.running())
                  .orElseThrow(
                      () -> new Rejection(Problem.tooMany("its other polls still wait")))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Rejection(Problem.unavailable("the engine stops"));
    }
  }

  private Reply outcome(String node, Call call) {
    TaskOutcome outcome = body(call, TaskOutcome.class);
    parts.tasks().answered(node, call.variable("id"), outcome);
    return Reply.ok(Map.of());
  }

  private Reply report(String node, Call call) {
    AgentReport report = body(call, AgentReport.class);
    agents.said(node, Said.report(report));
    return Reply.ok(Map.of());
  }

  private Reply evidence(String node, Call call) {
    String response = call.variable("response");
    if (!RESPONSE.matcher(response).matches() || !parts.tasks().awaitsEvidence(node, response)) {
      throw new Rejection(
          Problem.forbidden("no evidence of that response is waited for from this node"));
    }
    String hash = String.valueOf(call.incoming().header(Wire.HASH_HEADER));
    if (!HASH.matcher(hash).matches()) {
      throw new Rejection(Problem.badRequest(Wire.HASH_HEADER + " must be 64 hex digits"));
    }
    if (call.bytes().length > Wire.EVIDENCE_BYTES_A_PIECE) {
      throw new Rejection(Problem.tooLarge(Wire.EVIDENCE_BYTES_A_PIECE));
    }
    try {
      BroughtEvidence.Progress progress =
          parts
              .evidence()
              .take(
                  response,
                  call.variable("name"),
                  call.number("from", 0, Long.MAX_VALUE),
                  call.number("of", call.bytes().length, Long.MAX_VALUE),
                  call.bytes(),
                  hash);
      return Reply.ok(new EvidenceTaken(progress.have(), progress.whole()));
    } catch (NotTaken e) {
      throw new Rejection(Problem.refused(String.valueOf(e.getMessage())));
    }
  }

  private static <T> T body(Call call, Class<T> type) {
    try {
      T value = Json.MAPPER.treeToValue(call.body(), type);
      if (value != null) {
        return value;
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof Rejection rejection) {
        throw rejection;
      }
      // told below
    }
    throw new Rejection(Problem.badRequest("it is no " + type.getSimpleName()));
  }
}
