package io.nightjar.cli.attack;

import java.util.List;

/** One step of an attack; everything in it is written by us, nothing comes from outside. */
sealed interface Act {

  /** What is done, for the reader. */
  String says();

  /** Runs one program in the container, without a terminal. */
  record Run(String says, List<String> command) implements Act {
    public Run {
      command = List.copyOf(command);
    }
  }

  /**
   * Opens a shell on a terminal of its own and types the lines, as {@code kubectl exec -it} does.
   */
  record Terminal(String says, List<String> lines) implements Act {
    public Terminal {
      lines = List.copyOf(lines);
    }
  }

  /** Starts a program that stays, and watches whether and how it and its children end. */
  record Payload(String says, List<String> command) implements Act {
    public Payload {
      command = List.copyOf(command);
    }
  }
}
