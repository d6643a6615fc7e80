package io.nightjar.actions;

/**
 * One node of the cluster.
 *
 * @param uid empty until it is looked up; the gate lets nothing act on a node without one
 */
public record NodeTarget(String name, String uid) implements Target {

  @Override
  public String key() {
    return "node/" + (uid.isEmpty() ? name : uid);
  }

  @Override
  public String namespace() {
    return "";
  }

  @Override
  public String describe() {
    return "node " + name;
  }
}
