package io.nightjar.actions.kubernetes;

import java.util.List;

/**
 * What a debug container is made of, as the configuration says.
 *
 * @param command instead of the image's own; empty for that
 * @param capabilities that it gets beside the usual ones, such as {@code SYS_PTRACE}
 */
public record DebugImage(String image, List<String> command, List<String> capabilities) {
  public DebugImage {
    command = List.copyOf(command);
    capabilities = List.copyOf(capabilities);
  }
}
