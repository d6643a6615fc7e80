package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Gives pods the free addresses of 10.244.0.0/16 in turn. */
final class PodAddresses {
  private static final int SIZE = 65_000;

  private final ObjectStore store;
  private int last = 1;

  PodAddresses(ObjectStore store) {
    this.store = store;
  }

  String ofNode(String name) {
    return store
        .get(new ObjectKey(StandardTypes.NODES, "", name))
        .map(node -> Json.at(node, "status.addresses").path(0).path("address").asText())
        .filter(address -> !address.isEmpty())
        .orElse("127.0.0.1");
  }

  String forPod(ObjectNode pod) {
    if (Json.at(pod, "spec.hostNetwork").asBoolean()) {
      return ofNode(Json.text(pod, "spec.nodeName"));
    }
    Set<String> taken =
        store.list(StandardTypes.PODS, null).objects().stream()
            .map(other -> Json.text(other, "status.podIP"))
            .collect(Collectors.toSet());
    int number =
        IntStream.range(1, SIZE)
            .map(step -> 2 + (last + step) % SIZE)
            .filter(candidate -> !taken.contains(address(candidate)))
            .findFirst()
            .orElseThrow();
    last = number - 2;
    return address(number);
  }

  private static String address(int number) {
    return "10.244.%d.%d".formatted(number >> 8, number & 0xFF);
  }
}
