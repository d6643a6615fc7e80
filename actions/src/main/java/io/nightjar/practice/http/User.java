package io.nightjar.practice.http;

import java.util.List;
import java.util.Map;

/**
 * Who sent a request.
 *
 * @param extra what an authenticator knows beside, such as the pod that a token is bound to
 */
public record User(String name, List<String> groups, Map<String, String> extra) {
  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** One of whom nothing more is known. */
  public User(String name, List<String> groups) {
    this(name, groups, Map.of());
  }
}
