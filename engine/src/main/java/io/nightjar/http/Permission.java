package io.nightjar.http;

/**
 * What a caller may be allowed to do; each is also a verb on a resource of the API group {@code
 * nightjar.io}, so that a cluster's own roles can say who may.
 */
public enum Permission {
  /** See everything: detections, responses, incidents, playbooks, the audit log. */
  VIEW("get", "responses", ""),
  /** Approve, deny and acknowledge. */
  ANSWER("create", "responses", "approve"),
  /** Ask for a response by hand. */
  REQUEST("create", "responses", ""),
  /** Undo what was done. */
  UNDO("create", "responses", "undo"),
  /** Acknowledge, close and reopen incidents. */
  INCIDENTS("update", "incidents", ""),
  /** Try, load and reload rules and playbooks. */
  AUTHOR("update", "playbooks", ""),
  /** Stop all acting, and allow it again. */
  STOP("update", "killswitch", ""),
  /** Change the audit log's keys, seal it, send again what was given up. */
  OPERATE("update", "engine", ""),
  /** Hand in detections. */
  INGEST("create", "detections", "");

  /** The API group of all resources. */
  public static final String GROUP = "nightjar.io";

  private final String verb;
  private final String resource;
  private final String subresource;

  Permission(String verb, String resource, String subresource) {
    this.verb = verb;
    this.resource = resource;
    this.subresource = subresource;
  }

  public String verb() {
    return verb;
  }

  public String resource() {
    return resource;
  }

  /** Empty for the resource itself. */
  public String subresource() {
    return subresource;
  }

  /** {@code create responses/approve.nightjar.io}. */
  public String words() {
    String named = subresource.isEmpty() ? resource : resource + "/" + subresource;
    return verb + " " + named + "." + GROUP;
  }
}
