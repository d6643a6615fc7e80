package io.nightjar.actions;

import java.lang.reflect.Proxy;
import java.nio.file.Path;

/**
 * What Nightjar can do on the node that it runs on.
 *
 * @param intents where an action writes what it is about to do
 */
public record NodeControls(
    ProcessControl processes,
    ContainerControl containers,
    NetworkControl network,
    EvidenceSource evidence,
    Intents intents) {

  /** Nothing can be made in it, whoever asks. */
  private static final Path NOWHERE = Path.of("/dev/null/nowhere");

  /** For those who only read about the actions: whatever is called throws. */
  public static NodeControls untouched() {
    return new NodeControls(
        untouched(ProcessControl.class),
        untouched(ContainerControl.class),
        untouched(NetworkControl.class),
        untouched(EvidenceSource.class),
        new Intents(NOWHERE));
  }

  /** The same, with what an action is about to do written there. */
  public NodeControls notingIn(Path folder) {
    return new NodeControls(processes, containers, network, evidence, new Intents(folder));
  }

  /** The same, with what an action is about to do written where the notes are. */
  public NodeControls noting(IntentNotes notes) {
    return new NodeControls(processes, containers, network, evidence, new Intents(notes));
  }

  private static <T> T untouched(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("described, not carried out");
            }));
  }
}
