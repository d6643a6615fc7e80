package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;
import java.util.Optional;

/** Finds the response that does or awaits what a request asks for. */
public interface InForce {

  InForce NOTHING =
      new InForce() {
        @Override
        public Optional<String> acting(ResponseRequest request, boolean dryRun) {
          return Optional.empty();
        }

        @Override
        public Optional<String> awaiting(ResponseRequest request, boolean dryRun) {
          return Optional.empty();
        }
      };

  /** The id of a response that will act, acts, or has acted and still holds. */
  Optional<String> acting(ResponseRequest request, boolean dryRun);

  /** The id of a response that waits for a person. */
  Optional<String> awaiting(ResponseRequest request, boolean dryRun);
}
