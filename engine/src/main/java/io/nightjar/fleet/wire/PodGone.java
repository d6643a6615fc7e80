package io.nightjar.fleet.wire;

/** A pod is not on the node any more: data of the event {@link Wire#GONE}. */
public record PodGone(String uid) {}
