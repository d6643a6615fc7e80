package io.nightjar.tune;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was looked at.
 *
 * @param from begin of the window
 * @param earliest detection in it; null without any
 * @param detections that the journal holds of the window
 * @param counted of the rules and namespaces that are meant, and raised by the rules as they are
 * @param silent already: the rules as they are would not raise them
 * @param unreadable rows that are no detection
 * @param forgotten detections of small groups that found no room
 * @param groups that the others fell into
 * @param responses of the window
 * @param allResponses whether these were all
 * @param attacks known attacks that exceptions were tried on
 */
public record Seen(
    Instant from,
    Instant to,
    @Nullable Instant earliest,
    long detections,
    long counted,
    long silent,
    long unreadable,
    long forgotten,
    int groups,
    int responses,
    boolean allResponses,
    int attacks) {}
