package io.nightjar.actions.cluster;

/**
 * One container of a pod as the API server describes it.
 *
 * @param id full container id without the runtime's scheme, or empty while it has none
 * @param image the image reference of the pod's spec
 */
public record ContainerInfo(String name, String id, String image, boolean privileged) {}
