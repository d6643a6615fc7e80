package io.nightjar.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A text that must never be logged, or where to find it: {@code env:NAME}, {@code file:/path}, or
 * the text itself. It prints as {@code [secret]}.
 */
public final class Secret {

  private final String source;

  private Secret(String source) {
    this.source = source;
  }

  /**
   * @throws IllegalArgumentException when it is empty
   */
  public static Secret parse(String source) {
    if (source.isBlank() || source.equals("env:") || source.equals("file:")) {
      throw new IllegalArgumentException("is empty: write env:NAME, file:/path or the text itself");
    }
    return new Secret(source);
  }

  /**
   * The text itself, read now, without surrounding white space.
   *
   * @throws IllegalStateException naming the variable or file that has nothing to give
   */
  public String reveal(Map<String, String> environment) {
    if (source.startsWith("env:")) {
      String name = source.substring("env:".length());
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        throw new IllegalStateException("environment variable " + name + " is not set");
      }
      return value.strip();
    }
    if (source.startsWith("file:")) {
      Path file = Path.of(source.substring("file:".length()));
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the secret in " + file, e);
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
