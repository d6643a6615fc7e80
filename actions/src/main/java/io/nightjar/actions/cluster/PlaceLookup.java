package io.nightjar.actions.cluster;

import java.util.Map;
import java.util.Optional;

/** Finds namespaces and nodes by their present names; answers from memory and never blocks. */
public interface PlaceLookup {

  /** Where none is watched. */
  PlaceLookup NONE =
      new PlaceLookup() {
        @Override
        public Optional<Known> namespace(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Known> node(String name) {
          return Optional.empty();
        }
      };

  /** A namespace or a node. */
  record Known(String uid, Map<String, String> labels) {
    public Known {
      labels = Map.copyOf(labels);
    }
  }

  Optional<Known> namespace(String name);

  /** The labels of a namespace; none where it is not known. */
  default Map<String, String> namespaceLabels(String name) {
    return namespace(name).map(Known::labels).orElse(Map.of());
  }

  Optional<Known> node(String name);
}
