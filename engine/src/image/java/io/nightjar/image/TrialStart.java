package io.nightjar.image;

import java.util.List;

/** How a role is started to learn its classes: nothing is reached, no port is anybody's. */
final class TrialStart {

  private TrialStart() {}

  static List<String> arguments(Role role) {
    return switch (role) {
      case ENGINE -> List.of("engine", "--practice");
      case AGENT -> List.of("agent");
    };
  }

  static String configuration(Role role) {
    return switch (role) {
      case ENGINE ->
          """
          http: {listen: "127.0.0.1:0"}
          agents: {listen: "127.0.0.1:0"}
          """;
      // the port of discard, where nobody answers
      case AGENT ->
          """
          agent: {engines: ["http://127.0.0.1:9"], listen: "127.0.0.1:0"}
          """;
    };
  }
}
