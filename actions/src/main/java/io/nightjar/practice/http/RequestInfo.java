package io.nightjar.practice.http;

/**
 * What a request is about, as access rules and faults see it; absent parts are empty.
 *
 * @param verb the Kubernetes verb (get, list, watch, create, update, patch, delete,
 *     deletecollection), or the HTTP method in lower case for other paths
 * @param resource the plural, for instance {@code pods}
 * @param dryRun whether it asks what would happen, in its parameters or in the options of a
 *     deletion
 */
public record RequestInfo(
    String user,
    String verb,
    String group,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path,
    boolean dryRun) {

  /** Whether it asks for this verb on this resource, any subresource included. */
  public boolean is(String verb, String resource) {
    return this.verb.equals(verb) && this.resource.equals(resource);
  }
}
