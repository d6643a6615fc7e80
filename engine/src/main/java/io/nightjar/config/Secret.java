package io.nightjar.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A text that must never be logged, or where to find it: {@code env:NAME}, {@code file:/path}, or
 * the text itself. It prints as {@code [secret]}.
 */
public final class Secret {

  private static final String FILE = "file:";
  private static final String VARIABLE = "env:";

  private final String source;
  private final String key;

  private Secret(String source, String key) {
    this.source = source;
    this.key = key;
  }

  /**
   * @throws IllegalArgumentException when it is empty
   */
  public static Secret parse(String source) {
    if (source.isBlank() || source.equals("env:") || source.equals("file:")) {
      throw new IllegalArgumentException("is empty: write env:NAME, file:/path or the text itself");
    }
    return new Secret(source, "");
  }

  /** The same, whose problems begin with the key of the configuration under which it stands. */
  Secret under(String path) {
    return new Secret(source, path + ": ");
  }

  /** The file that it is in; empty where it is not in one. */
  public Optional<Path> file() {
    return source.startsWith(FILE)
        ? Optional.of(Path.of(source.substring(FILE.length())))
        : Optional.empty();
  }

  /** Where it comes from, which is no secret; {@code [secret]} where that is the text itself. */
  public String origin() {
    return source.startsWith(FILE) || source.startsWith(VARIABLE) ? source : toString();
  }

  /**
   * The text itself, read now, without surrounding white space.
   *
   * @throws IllegalStateException naming the key, and the variable or file that has nothing to give
   */
  public String reveal(Map<String, String> environment) {
    if (source.startsWith(VARIABLE)) {
      String name = source.substring(VARIABLE.length());
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        throw new IllegalStateException(key + "environment variable " + name + " is not set");
      }
      return value.strip();
    }
    Path file = file().orElse(null);
    if (file != null) {
      try {
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
          throw new IllegalStateException(key + "the file " + file + " is empty");
        }
        return text;
      } catch (IOException e) {
        throw new IllegalStateException(key + "cannot read the secret in " + file, e);
      }
    }
    return source;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
