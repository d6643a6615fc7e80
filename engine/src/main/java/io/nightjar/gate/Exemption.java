package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not acted on for a while, with who is behind it; what is null matches anything.
 *
 * @param ticket where it was agreed
 * @param until from then on it counts no more
 * @param playbook name of the playbook's folder
 * @param action {@code kubernetes:isolate-pod} and so on
 * @param workload name of the workload, or of a bare pod, in {@code namespace}
 */
public record Exemption(
    String ticket,
    String reason,
    Instant until,
    @Nullable String playbook,
    @Nullable String action,
    @Nullable String namespace,
    @Nullable String workload) {

  boolean covers(ResponseRequest request, Place place, Instant now) {
    return now.isBefore(until)
        && same(playbook, request.playbook())
        && same(action, request.actionId())
        && same(namespace, place.namespace())
        && (workload == null
            || place.workload().endsWith(" " + place.namespace() + "/" + workload));
  }

  private static boolean same(@Nullable String wanted, String found) {
    return wanted == null || wanted.equals(found);
  }
}
