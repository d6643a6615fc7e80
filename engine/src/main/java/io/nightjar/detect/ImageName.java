package io.nightjar.detect;

/**
 * The parts of an image as it is written in a pod: {@code
 * registry.example:5000/shop/web:1.4@sha256:…}. Source: the reference grammar of the distribution
 * project.
 *
 * @param registry host and port; {@code docker.io} where none is written
 * @param repository as it is written, with its registry, without tag and digest; the same as
 *     Falco's {@code container.image.repository}
 * @param tag {@code latest} where neither tag nor digest is written; empty where only a digest is
 * @param digest such as {@code sha256:…}, or empty
 */
public record ImageName(String registry, String repository, String tag, String digest) {
  private static final ImageName NONE = new ImageName("", "", "", "");

  /** All parts are empty where the image is. */
  public static ImageName of(String image) {
    if (image.isEmpty()) {
      return NONE;
    }
    int at = image.indexOf('@');
    String name = at < 0 ? image : image.substring(0, at);
    String digest = at < 0 ? "" : image.substring(at + 1);
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    String repository = tagged ? name.substring(0, colon) : name;
    String written = tagged ? name.substring(colon + 1) : "";
    String tag = written.isEmpty() && digest.isEmpty() ? "latest" : written;
    return new ImageName(registry(repository), repository, tag, digest);
  }

  private static String registry(String repository) {
    int slash = repository.indexOf('/');
    String first = slash < 0 ? "" : repository.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    return host && !first.equals("index.docker.io") ? first : "docker.io";
  }
}
