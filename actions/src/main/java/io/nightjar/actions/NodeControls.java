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

  /** For those who only read about the actions: whatever is called throws. */
  public static NodeControls untouched() {
    return new NodeControls(
        untouched(ProcessControl.class),
        untouched(ContainerControl.class),
        untouched(NetworkControl.class),
        untouched(EvidenceSource.class),
        new Intents(Path.of("untouched")));
  }

  /** The same, with what an action is about to do written there. */
  public NodeControls notingIn(Path folder) {
    return new NodeControls(processes, containers, network, evidence, new Intents(folder));
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
