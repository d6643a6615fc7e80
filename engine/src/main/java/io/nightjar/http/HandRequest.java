package io.nightjar.http;

import io.nightjar.actions.Parameters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param target as people write it, {@code pod/shop/checkout-7d4b9}
 * @param undoAfter null for never
 */
public record HandRequest(
    String action,
    String target,
    Parameters parameters,
    String because,
    @Nullable Duration undoAfter,
    String who) {}
