package io.nightjar.actions.kubernetes;

/**
 * Image references in one spelling, so that {@code nginx} is {@code
 * docker.io/library/nginx:latest}.
 */
final class ImageReference {
  private ImageReference() {}

  static boolean same(String one, String other) {
    return normal(one).equals(normal(other));
  }

  /**
   * With registry, repository and tag or digest. Source: the reference grammar of the distribution
   * project.
   */
  static String normal(String reference) {
    int slash = reference.indexOf('/');
    String first = slash < 0 ? "" : reference.substring(0, slash);
    boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
    String full = reference;
    if (!registry) {
      full = "docker.io/" + (slash < 0 ? "library/" : "") + reference;
    } else if (first.equals("index.docker.io")) {
      full = "docker.io" + reference.substring(slash);
    }
    boolean tagged = full.lastIndexOf(':') > full.lastIndexOf('/');
    return tagged || full.contains("@") ? full : full + ":latest";
  }
}
