package io.nightjar.actions.outside;

import org.jspecify.annotations.Nullable;

/**
 * A place outside that the configuration names.
 *
 * @param call where an action is told
 * @param undo where it is told that it is to be taken back; null when it cannot be
 */
public record Hook(SignedPost.Address call, SignedPost.@Nullable Address undo) {}
