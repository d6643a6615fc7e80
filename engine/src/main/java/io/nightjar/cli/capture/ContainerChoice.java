package io.nightjar.cli.capture;

import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.RecordedContainer;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which processes {@code --container} means. */
final class ContainerChoice {
  private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{12,64}");
  private static final Pattern POD_UID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern POD_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

  private ContainerChoice() {}

  /**
   * @param text a container's id or its first twelve digits, a pod's UID, or {@code NAMESPACE/POD}
   * @param cluster null when no cluster can be asked for names
   */
  static Predicate<ProcessInfo> parse(
      String text, @Nullable Function<ContainerIdentity, @Nullable RecordedContainer> cluster)
      throws UsageFailure {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    if (CONTAINER_ID.matcher(wanted).matches()) {
      return process -> process.containerId().startsWith(wanted);
    }
    if (POD_UID.matcher(wanted).matches()) {
      return process -> process.podUid().equals(wanted);
    }
    if (!POD_NAME.matcher(wanted).matches()) {
      throw new UsageFailure(
          "--container "
              + text
              + ": name a container by its id (twelve digits or more), a pod by its UID or as"
              + " NAMESPACE/POD");
    }
    if (cluster == null) {
      throw new UsageFailure(
          "--container " + text + ": a pod's name is known by a cluster alone; add --kubeconfig");
    }
    Function<ContainerIdentity, @Nullable RecordedContainer> lookup = cluster;
    return process -> {
      ContainerIdentity identity = process.container();
      RecordedContainer container = identity.isHost() ? null : lookup.apply(identity);
      return container != null && wanted.equals(container.namespace() + "/" + container.podName());
    };
  }
}
