package io.nightjar.actions;

/**
 * One namespace.
 *
 * @param uid empty until it is looked up; the gate lets nothing act on a namespace without one
 */
public record NamespaceTarget(String name, String uid) implements Target {

  @Override
  public String key() {
    return "namespace/" + (uid.isEmpty() ? name : uid);
  }

  @Override
  public String namespace() {
    return name;
  }

  @Override
  public String describe() {
    return "namespace " + name;
  }
}
