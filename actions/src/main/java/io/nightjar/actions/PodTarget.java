package io.nightjar.actions;

/** One pod, by UID; the name is for people and for the request path, never for identity. */
public record PodTarget(String namespace, String name, String uid) implements Target {

  @Override
  public String key() {
    return "pod/" + uid;
  }

  @Override
  public String describe() {
    return "pod " + namespace + "/" + name;
  }
}
