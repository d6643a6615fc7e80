package io.nightjar.practice.patch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Map;
import java.util.Optional;

/** By which field the items of a list are told apart when a strategic patch merges it. */
final class MergeKeys {

  private static final Map<String, String> BY_LIST =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("secrets", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("hostAliases", "ip"),
          Map.entry("podIPs", "ip"),
          Map.entry("hostIPs", "ip"),
          Map.entry("ownerReferences", "uid"),
          Map.entry("conditions", "type"),
          Map.entry("addresses", "type"),
          Map.entry("taints", "key"),
          Map.entry("topologySpreadConstraints", "topologyKey"));

  private MergeKeys() {}

  /** Empty where the list is replaced as a whole. */
  static Optional<String> of(String list, ArrayNode items) {
    if (list.equals("ports")) {
      // a container's ports and a service's ports carry the same name but different keys
      return Optional.of(items.path(0).has("containerPort") ? "containerPort" : "port");
    }
    return Optional.ofNullable(BY_LIST.get(list));
  }

  /** Lists of plain values that merge as sets. */
  static boolean isMergedSet(String list) {
    return list.equals("finalizers");
  }
}
