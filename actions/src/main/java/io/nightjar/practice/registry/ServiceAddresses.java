package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Gives every new service without an address the first free one of 10.96.0.0/16. */
final class ServiceAddresses {
  private static final int LAST = 65_000;

  /** Runs under the store's lock. */
  void assign(ObjectNode service, ObjectStore store) {
    ObjectNode spec = Json.under(service, "spec");
    if (spec.has("clusterIP") || spec.path("type").asText().equals("ExternalName")) {
      return;
    }
    Set<String> taken =
        store.list(StandardTypes.SERVICES, null).objects().stream()
            .map(other -> Json.text(other, "spec.clusterIP"))
            .collect(Collectors.toSet());
    String free =
        IntStream.range(1, LAST)
            .mapToObj(number -> "10.96.%d.%d".formatted(number >> 8, number & 0xFF))
            .filter(address -> !taken.contains(address))
            .findFirst()
            .orElseThrow();
    spec.put("clusterIP", free);
    spec.putArray("clusterIPs").add(free);
  }
}
