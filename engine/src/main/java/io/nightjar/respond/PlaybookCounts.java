package io.nightjar.respond;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of all that one version of a playbook asked for at one stage.
 *
 * @param asked responses that were asked for, those that joined another one included
 * @param joined asked for while another response did, or awaited, the same
 * @param wouldAsk of a draft: people would have been asked
 * @param allowed by the guards alone; of a draft, tried without effect
 * @param denied by a guard, at first or right before acting
 * @param deniedBy how often each guard did
 * @param approved by people
 * @param waiting for people
 * @param undone because a person wanted it
 * @param putBack by somebody or something else
 * @param failed to act; of a draft, to be tried
 * @param lastAsked null when it never asked
 */
public record PlaybookCounts(
    int asked,
    int joined,
    int wouldAsk,
    int allowed,
    int denied,
    SortedMap<String, Integer> deniedBy,
    int approved,
    int rejected,
    int expired,
    int waiting,
    int undone,
    int putBack,
    int failed,
    @Nullable Instant lastAsked) {

  public static final PlaybookCounts NONE =
      new PlaybookCounts(0, 0, 0, 0, 0, new TreeMap<>(), 0, 0, 0, 0, 0, 0, 0, null);
}
