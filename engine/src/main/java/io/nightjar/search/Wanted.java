package io.nightjar.search;

import io.nightjar.detect.Priority;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for; an empty text asks for nothing. What a kind of thing does not have is
 * not asked of it.
 *
 * @param rule a part of the name of a rule
 * @param namespace a whole name
 * @param pod the beginning of a name
 * @param workload a whole name
 * @param node a whole name
 * @param atLeast of that priority or more severe; null for all
 * @param state of a response or an incident, as in {@code AWAITING_APPROVAL}, several with commas;
 *     {@code NOT_CLOSED} for all incidents but those
 * @param playbook a whole name, or {@code person:NAME}
 * @param action a whole id
 * @param from of then and later; null for all
 * @param to of before; null for all
 * @param text a part of anything that is stored of it
 */
public record Wanted(
    String rule,
    String namespace,
    String pod,
    String workload,
    String node,
    @Nullable Priority atLeast,
    String state,
    String playbook,
    String action,
    @Nullable Instant from,
    @Nullable Instant to,
    String text) {

  public static final Wanted ALL = new Wanted("", "", "", "", "", null, "", "", "", null, null, "");
}
