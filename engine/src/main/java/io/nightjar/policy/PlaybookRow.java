package io.nightjar.policy;

import io.nightjar.respond.Edition;
import io.nightjar.respond.PlaybookCounts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A playbook at one of its stages.
 *
 * @param edition as its files are now, with that stage
 * @param main false where single namespaces are at that stage
 * @param since when it came into force so; null where it is not in force so
 * @param cases that it is tested with
 * @param against what speaks against moving it up, or for moving it down
 * @param ready in plain words
 */
public record PlaybookRow(
    String playbook,
    String title,
    Edition edition,
    boolean main,
    @Nullable Instant since,
    int cases,
    PlaybookCounts counts,
    List<String> against,
    String ready) {}
