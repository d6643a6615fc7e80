package io.nightjar.outputs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.observe.TraceIds;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A turn of a response in the shape of Falco's alerts, so that whatever takes those takes it. All
 * that a playbook, a process or an object of the cluster could have named is made harmless.
 */
public final class ResponseJson {

  /**
   * The {@code source} of all that Nightjar says of itself. What comes in with it was said here
   * before, and is not taken in again.
   */
  public static final String SOURCE = "nightjar";

  private static final long NANOS = 1_000_000_000L;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

  private final String hostname;

  /**
   * @param hostname what alerts give as theirs
   */
  public ResponseJson(String hostname) {
    this.hostname = hostname;
  }

  /** Keys are sorted, as Falco's are. */
  public String line(ResponseEvent event, Response response) {
    ObjectNode alert = JsonNodeFactory.instance.objectNode();
    alert.put("hostname", hostname);
    alert.put("output", output(event, response));
    alert.set("output_fields", fields(event, response));
    alert.put("priority", event.priority().displayName());
    alert.put("rule", event.rule());
    alert.put("source", SOURCE);
    alert.set("tags", tags(event, response));
    alert.put("time", DATE_TIME.format(response.updatedAt()));
    return alert.toString();
  }

  private static String output(ResponseEvent event, Response response) {
    String words =
        event.rule()
            + ": "
            + response.request().actionId()
            + " on "
            + response.request().target().describe()
            + (response.dryRun() ? " (dry run)" : "")
            + ": "
            + response.reason();
    return TIME.format(response.updatedAt())
        + ": "
        + event.priority().displayName()
        + " "
        + PlainWords.of(words, PlainWords.TEXT_AT_MOST);
  }

  private static ObjectNode fields(ResponseEvent event, Response response) {
    ResponseRequest request = response.request();
    Target target = request.target();
    Instant at = response.updatedAt();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("evt.time", at.getEpochSecond() * NANOS + at.getNano());
    put(fields, "k8s.ns.name", target.namespace());
    if (target instanceof PodTarget pod) {
      put(fields, "k8s.pod.name", pod.name());
      put(fields, "k8s.pod.uid", pod.uid());
    } else if (target instanceof ProcessTarget process) {
      put(fields, "container.id", process.containerId());
    }
    put(fields, "nightjar.action", request.actionId());
    put(fields, "nightjar.because", request.because());
    put(fields, "nightjar.decided_by", response.decidedBy());
    put(fields, "nightjar.detections", String.join(",", request.detectionIds()));
    fields.put("nightjar.dry_run", response.dryRun());
    put(fields, "nightjar.event", event.name().toLowerCase(Locale.ROOT));
    Long latency = response.latencyMillis();
    if (latency != null) {
      fields.put("nightjar.latency_ms", latency);
    }
    put(fields, "nightjar.playbook", request.playbook());
    put(fields, "nightjar.playbook_rule", request.playbookRule());
    put(fields, "nightjar.reason", response.reason());
    put(fields, "nightjar.response", response.id());
    put(fields, "nightjar.state", response.state().words());
    put(fields, "nightjar.target", target.describe());
    put(fields, "nightjar.trace_id", TraceIds.trace(response.id()));
    return fields;
  }

  private static void put(ObjectNode fields, String name, String text) {
    if (!text.isEmpty()) {
      fields.put(name, PlainWords.of(text, PlainWords.FIELD_AT_MOST));
    }
  }

  private static ArrayNode tags(ResponseEvent event, Response response) {
    String action = response.request().actionId();
    TreeSet<String> tags = new TreeSet<>();
    tags.add("nightjar");
    tags.add("response");
    tags.add(event.name().toLowerCase(Locale.ROOT));
    tags.add(PlainWords.of(action.substring(action.indexOf(':') + 1), PlainWords.FIELD_AT_MOST));
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    tags.forEach(all::add);
    return all;
  }
}
