package io.nightjar.playbook;

import java.util.List;

/**
 * What {@code playbook.yaml} says of a playbook.
 *
 * @param title one line for people
 * @param why what it defends against, and why this response fits
 * @param owner who answers for it
 * @param mayAsk ids of the actions that it may ask for; asking for another is an error at load
 */
public record Manifest(String title, String why, String owner, List<String> mayAsk) {
  public Manifest {
    mayAsk = List.copyOf(mayAsk);
  }
}
