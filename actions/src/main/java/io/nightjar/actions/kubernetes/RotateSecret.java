package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.UndoOutcome;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code kubernetes:rotate-secret}: chosen keys of a Secret get fresh random values. The old ones
 * are never read and the new ones are nowhere but in the one request to the API server, so nothing
 * takes it back. One response does it once.
 */
public final class RotateSecret implements Action {
  public static final String ID = "kubernetes:rotate-secret";

  private static final String KEYS = "keys";
  private static final String LENGTH = "length";
  private static final String ALPHABET = "alphabet";
  private static final int USUAL_LENGTH = 32;
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  /** Their values have a form, which a random text has not. */
  private static final Set<String> FORMED =
      Set.of(
          ".dockercfg",
          ".dockerconfigjson",
          "ssh-privatekey",
          "tls.crt",
          "tls.key",
          "ca.crt",
          "namespace",
          "kubeconfig");

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Give keys of the Secret fresh random values; the old ones are lost, users must restart",
          SecretTarget.class,
          Map.of(
              KEYS,
              "names of those that change; all others stay",
              LENGTH,
              "characters of a value; " + USUAL_LENGTH + " without it",
              ALPHABET,
              "one of " + String.join(", ", Alphabet.words()) + "; the first without it"),
          false,
          true,
          true,
          List.of(
              new Permission("", "secrets", List.of("get", "patch")),
              new Permission("", "pods", List.of("list"))),
          "D3-CRO");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClusterObjects cluster;
  private final SecureRandom random = new SecureRandom();

  public RotateSecret(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  /** What was asked for, checked. */
  private record Wish(List<String> keys, Alphabet alphabet, int length) {}

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof SecretTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    Optional<Alphabet> alphabet =
        Alphabet.of(request.parameters().text(ALPHABET, Alphabet.words().getFirst()));
    String length = request.parameters().text(LENGTH, "" + USUAL_LENGTH);
    List<String> keys = request.parameters().list(KEYS).stream().distinct().sorted().toList();
    String wrong =
        alphabet.isEmpty()
            ? "alphabet is one of " + String.join(", ", Alphabet.words())
            : !NUMBER.matcher(length).matches()
                    || !alphabet.get().isLength(Integer.parseInt(length))
                ? "length is a number from " + alphabet.get().shortest() + " to 1024"
                : whyNotKeys(keys);
    return wrong.isEmpty()
        ? ConflictRetry.execute(
            () ->
                attempt(
                    request,
                    target,
                    new Wish(keys, alphabet.orElseThrow(), Integer.parseInt(length))))
        : new Outcome.Failed(Kind.UNSUPPORTED, wrong);
  }

  private static String whyNotKeys(List<String> keys) {
    if (keys.isEmpty()) {
      return "say which keys get a new value: keys=password";
    }
    for (String key : keys) {
      if (!KEY.matcher(key).matches()) {
        return "\"" + DisplayText.of(key) + "\" is not a key of a Secret";
      }
      if (FORMED.contains(key)) {
        return key + " has a form that a random value has not: whoever issues it has to renew it";
      }
    }
    return "";
  }

  private Outcome attempt(ActionRequest request, SecretTarget target, Wish wish) {
    Optional<JsonNode> found = cluster.secretMetadata(target.namespace(), target.name());
    if (found.isEmpty()) {
      return new Outcome.NothingToDo(target.describe() + " is gone");
    }
    JsonNode metadata = found.get();
    String uid = metadata.path("uid").asText();
    if (!uid.equals(target.uid())) {
      return WrongTarget.uid(target, target.uid(), uid);
    }
    if (isRotatedBy(request, metadata)) {
      return new Outcome.NothingToDo("this response has given it new values already");
    }
    if (metadata.path("annotations").has("kubernetes.io/service-account.name")) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          "its token is the API server's own: " + DeleteSecret.ID + " revokes it");
    }
    List<String> users = users(target);
    FreshValues values = FreshValues.make(wish.keys(), wish.alphabet(), wish.length(), random);
    ObjectPatch patch = patch(request, wish, values, metadata);
    try {
      cluster.patchSecret(target, patch, true);
    } catch (KubernetesClientException refused) {
      return refused(refused, values, wish);
    }
    Outcome.Succeeded done =
        new Outcome.Succeeded(
            wish.keys().stream()
                .map(key -> "key " + key + ": a new value of " + wish.length() + " characters")
                .toList(),
            NullNode.getInstance(),
            warnings(metadata, users));
    if (request.dryRun()) {
      return DryRun.of(done);
    }
    JsonNode left;
    try {
      left = cluster.patchSecret(target, patch, false);
    } catch (KubernetesClientException refused) {
      return refused(refused, values, wish);
    }
    return isRotatedBy(request, left)
        ? done
        : new Outcome.Failed(
            Kind.CONFLICT, "the API server agreed, but the Secret does not bear the mark of it");
  }

  /** The server's words may show what it was sent. */
  private static Outcome refused(KubernetesClientException refused, FreshValues values, Wish wish) {
    ClientFailure failure = ClientFailure.of(refused);
    if (failure.kind() != Kind.REFUSED || refused.getCode() == 404) {
      throw refused;
    }
    String words = values.hiddenIn(failure.cause());
    return new Outcome.Failed(
        Kind.REFUSED,
        refused.getCode() == 422
            ? words
                + "; a key of these is not there, or the Secret is immutable or wants values of a"
                + " form: "
                + String.join(", ", wish.keys())
            : words);
  }

  /** Exactly this version of exactly this Secret; a key that is not there is not made. */
  private static ObjectPatch patch(
      ActionRequest request, Wish wish, FreshValues values, JsonNode metadata) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    known.set("metadata", metadata.deepCopy());
    ObjectNode data = known.putObject("data");
    wish.keys().forEach(key -> data.put(key, ""));
    ObjectPatch patch = ObjectPatch.of(known);
    // older servers replace what is not there; none removes it
    values.encoded().forEach((key, value) -> patch.remove("data", key).set(value, "data", key));
    ObjectNode mark = JsonNodeFactory.instance.objectNode();
    mark.put("response", request.responseId()).put(LENGTH, wish.length());
    wish.keys().forEach(mark.putArray(KEYS)::add);
    return patch.set(mark.toString(), "metadata", "annotations", Marks.ROTATED);
  }

  private static boolean isRotatedBy(ActionRequest request, JsonNode metadata) {
    return mark(metadata).path("response").asText().equals(request.responseId());
  }

  private static JsonNode mark(JsonNode metadata) {
    try {
      return JSON.readTree(metadata.path("annotations").path(Marks.ROTATED).asText());
    } catch (JsonProcessingException somebodyElses) {
      return NullNode.getInstance();
    }
  }

  private List<String> users(SecretTarget target) {
    return SecretUses.workloads(cluster, target);
  }

  private static List<String> warnings(JsonNode metadata, List<String> users) {
    List<String> warnings = new ArrayList<>();
    warnings.add("the old values are lost: this cannot be taken back");
    warnings.add(
        "whoever checks the credential has to learn the new value; until then its users fail");
    if (!users.isEmpty()) {
      warnings.add(
          "these use it and have to be restarted ("
              + Restart.ID
              + "), for what they have read stays with them: "
              + Words.some(users, 20));
    }
    List<String> owners = SecretUses.owners(metadata);
    if (!owners.isEmpty()) {
      warnings.add("this may put its own value back: " + Words.some(owners, 5));
    }
    warnings.addAll(
        OutsideOwners.of(JsonNodeFactory.instance.objectNode().set("metadata", metadata)));
    return warnings;
  }

  /** From the mark alone: what was written cannot be told, only that it was. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof SecretTarget target
        ? cluster
            .secretMetadata(target.namespace(), target.name())
            .filter(metadata -> metadata.path("uid").asText().equals(target.uid()))
            .filter(metadata -> isRotatedBy(request, metadata))
            .map(
                metadata ->
                    new Outcome.Succeeded(
                        mark(metadata)
                            .path(KEYS)
                            .valueStream()
                            .map(key -> "key " + key.asText() + ": a new value, by an earlier run")
                            .toList(),
                        NullNode.getInstance(),
                        warnings(metadata, users(target))))
        : Optional.empty();
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED, "the old values were never read, so they cannot be brought back");
  }
}
