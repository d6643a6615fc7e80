package io.nightjar.actions.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code outside:webhook} and {@code outside:webhook-with-undo}: tells a place that the
 * configuration names of one pod and what was seen there, as a signed POST. The second one takes
 * only places that name where to take it back.
 *
 * <p>The response's id is the idempotency key of every try, because a try whose answer was lost may
 * have been taken. What was taken is noted on the disk and not posted again.
 */
public final class CallWebhook implements Action {
  public static final String ID = "outside:webhook";
  public static final String ID_WITH_UNDO = "outside:webhook-with-undo";

  static final String NAME = "name";

  private static final int SHOWN = 500;
  private static final Duration BESIDE = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> PARAMETERS =
      Map.of(
          NAME,
          "which of the configuration's webhooks",
          Parameters.SEEN,
          "what was seen, as name=value");

  private final ActionDescriptor descriptor;
  private final Map<String, Place> places;
  private final Intents intents;

  private CallWebhook(
      ActionDescriptor descriptor, Map<String, Hook> hooks, Intents intents, InstantSource clock) {
    this.descriptor = descriptor;
    this.places =
        hooks.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, hook -> Place.of(hook.getValue(), clock)));
    this.intents = intents;
  }

  /**
   * One of the configuration's, with its connections.
   *
   * @param undo null when it cannot be taken back
   * @param timeLimit of one post
   */
  private record Place(SignedPost call, @Nullable SignedPost undo, Duration timeLimit) {
    static Place of(Hook hook, InstantSource clock) {
      SignedPost.Address undo = hook.undo();
      return new Place(
          new SignedPost(hook.call(), clock),
          undo == null ? null : new SignedPost(undo, clock),
          hook.call().timeout().plus(BESIDE));
    }
  }

  public static CallWebhook once(Map<String, Hook> hooks, Intents intents, InstantSource clock) {
    return new CallWebhook(
        descriptor(
            ID, "Tell a webhook of the configuration of the pod, signed; nothing takes it back"),
        hooks,
        intents,
        clock);
  }

  public static CallWebhook withUndo(
      Map<String, Hook> hooks, Intents intents, InstantSource clock) {
    return new CallWebhook(
        descriptor(
            ID_WITH_UNDO,
            "Tell a webhook of the configuration of the pod, signed; the undo tells its undo"
                + " address"),
        hooks,
        intents,
        clock);
  }

  private static ActionDescriptor descriptor(String id, String summary) {
    return new ActionDescriptor(
        id,
        summary,
        PodTarget.class,
        PARAMETERS,
        id.equals(ID_WITH_UNDO),
        // what the other side does with it is not known here
        true,
        true,
        List.of(),
        "");
  }

  @Override
  public ActionDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Optional<Duration> timeLimit(ActionRequest request) {
    return Optional.ofNullable(places.get(name(request))).map(Place::timeLimit);
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          descriptor.id() + " is of a pod, not of " + DisplayText.of(request.target().describe()));
    }
    Place place = places.get(name(request));
    if (place == null) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          "the configuration has no webhook \"" + DisplayText.of(name(request)) + "\"");
    }
    if (descriptor.reversible() && place.undo() == null) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, "webhook " + name(request) + " has no address for the undo");
    }
    if (request.dryRun()) {
      return new Outcome.Succeeded(
          List.of("dry run: tell webhook " + name(request) + " of " + shown(target)),
          NullNode.getInstance(),
          List.of());
    }
    if (intents.begun(taken(request, false))) {
      return new Outcome.NothingToDo("webhook " + name(request) + " has taken it already");
    }
    return answered(request, target, post(request, target, place.call(), false));
  }

  private Outcome answered(ActionRequest request, PodTarget target, SignedPost.Answer answer) {
    String words = "webhook " + name(request) + ": ";
    if (!answer.taken()) {
      return new Outcome.Failed(
          answer.mayPass() ? Kind.UNAVAILABLE : Kind.REFUSED,
          words + problem(answer),
          answer.retryAfter());
    }
    intents.begin(taken(request, false));
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    kept.put("webhook", name(request)).put("status", answer.status()).put("answer", answer.start());
    return new Outcome.Succeeded(
        List.of(
            "told webhook " + name(request) + " of " + shown(target),
            "it answered " + answer.status() + excerpt(answer)),
        kept,
        List.of());
  }

  /** That it was taken by an earlier run of this response, whose outcome was lost. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return intents.begun(taken(request, false))
        ? Optional.of(
            new Outcome.Succeeded(
                List.of("webhook " + name(request) + " took it in an earlier run"),
                JsonNodeFactory.instance.objectNode().put("webhook", name(request)),
                List.of("what it answered was lost")))
        : Optional.empty();
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    Place place = places.get(name(request));
    SignedPost takesBack = place == null ? null : place.undo();
    if (!descriptor.reversible()
        || takesBack == null
        || !(request.target() instanceof PodTarget target)) {
      return new UndoOutcome.Failed(
          Kind.UNSUPPORTED, "the configuration has no address that takes it back");
    }
    String words = "webhook " + name(request) + ": ";
    if (request.dryRun()) {
      return new UndoOutcome.Undone(
          List.of("dry run: tell the undo address of webhook " + name(request)));
    }
    if (intents.begun(taken(request, true))) {
      return new UndoOutcome.Undone(List.of(words + "the undo was taken before"));
    }
    SignedPost.Answer answer = post(request, target, takesBack, true);
    if (!answer.taken()) {
      return new UndoOutcome.Failed(
          answer.mayPass() ? Kind.UNAVAILABLE : Kind.REFUSED,
          words + "the undo: " + problem(answer),
          answer.retryAfter());
    }
    intents.begin(taken(request, true));
    return new UndoOutcome.Undone(
        List.of(
            "told the undo address of webhook " + name(request),
            "it answered " + answer.status() + excerpt(answer)));
  }

  private SignedPost.Answer post(
      ActionRequest request, PodTarget target, SignedPost post, boolean undo) {
    try {
      return post.send(
          body(request, target, undo).toString(),
          Map.of("Idempotency-Key", request.responseId() + (undo ? "-undo" : "")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SignedPost.Answer(0, "", null);
    }
  }

  /** The same for every try, so that a receiver may compare what comes under one key. */
  private ObjectNode body(ActionRequest request, PodTarget target, boolean undo) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("response", request.responseId())
        .put("action", descriptor.id())
        .put("webhook", name(request))
        .put("undo", undo);
    body.set("target", JSON.valueToTree(target));
    ObjectNode seen = body.putObject("seen");
    Parameters.namesAndValues(request.parameters().list(Parameters.SEEN)).forEach(seen::put);
    return body;
  }

  /** Names the note that the post was taken. */
  private static String taken(ActionRequest request, boolean undo) {
    return request.responseId() + (undo ? "-undo-taken" : "-taken");
  }

  private static String name(ActionRequest request) {
    return request.parameters().text(NAME, "");
  }

  private static String shown(PodTarget target) {
    return DisplayText.of(target.describe());
  }

  private static String problem(SignedPost.Answer answer) {
    return answer.status() == 0
        ? "no answer in time; it may have been taken all the same"
        : answer.problem() + excerpt(answer);
  }

  private static String excerpt(SignedPost.Answer answer) {
    String text = answer.start().strip();
    return text.isEmpty() ? "" : ": " + DisplayText.of(text, SHOWN);
  }
}
