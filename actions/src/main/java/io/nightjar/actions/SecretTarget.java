package io.nightjar.actions;

/** One Secret, by UID; never its content. */
public record SecretTarget(String namespace, String name, String uid) implements Target {

  @Override
  public String key() {
    return "secret/" + uid;
  }

  @Override
  public String describe() {
    return "Secret " + namespace + "/" + name;
  }
}
