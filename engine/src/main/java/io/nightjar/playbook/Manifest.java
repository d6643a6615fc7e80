package io.nightjar.playbook;

import io.nightjar.respond.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code playbook.yaml} says of a playbook.
 *
 * @param title one line for people
 * @param why what it defends against, and why this response fits
 * @param owner who answers for it
 * @param mayAsk ids of the actions that it may ask for; asking for another is an error at load
 * @param references what it answers to and where to read on: ids of techniques of MITRE ATT&CK
 *     ({@code T1059.004}) and of MITRE D3FEND ({@code D3-NI}), and https addresses
 * @param stage how far it is trusted; null where the file does not say it, which means {@link
 *     Stage#ENFORCE}
 */
public record Manifest(
    String title,
    String why,
    String owner,
    List<String> mayAsk,
    List<String> references,
    @Nullable Stage stage) {
  public Manifest {
    mayAsk = List.copyOf(mayAsk);
    references = List.copyOf(references);
  }

  /** One that refers to nothing and names no stage. */
  public Manifest(String title, String why, String owner, List<String> mayAsk) {
    this(title, why, owner, mayAsk, List.of(), null);
  }
}
