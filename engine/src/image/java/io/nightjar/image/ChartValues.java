package io.nightjar.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.EnumMap;
import java.util.Map;

/** The values that make the chart take the images just pushed, by their digests. */
final class ChartValues {

  private final String prefix;
  private final Map<Role, DescriptorDigest> digests = new EnumMap<>(Role.class);

  /**
   * @param prefix name of the images without {@code -engine} and {@code -agent}
   */
  ChartValues(String prefix) {
    this.prefix = prefix;
  }

  void put(Role role, DescriptorDigest digest) {
    digests.put(role, digest);
  }

  /** As YAML. */
  @Override
  public String toString() {
    int slash = prefix.lastIndexOf('/');
    StringBuilder yaml =
        new StringBuilder("# values of the chart that take exactly these images\n");
    yaml.append("image: {registry: \"").append(prefix, 0, Math.max(0, slash)).append("\"}");
    digests.forEach(
        (role, digest) ->
            yaml.append(
                "\n%s: {image: {repository: %s-%s, digest: \"%s\"}}"
                    .formatted(
                        role.command(), prefix.substring(slash + 1), role.command(), digest)));
    return yaml.toString();
  }
}
