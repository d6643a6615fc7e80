package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the other responses do, await and have done, as guards ask of it. */
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

        @Override
        public List<Act> acts(Instant since) {
          return List.of();
        }

        @Override
        public List<Act> takenBack(Instant since) {
          return List.of();
        }
      };

  /** The id of a response that will act, acts, or has acted and still holds. */
  Optional<String> acting(ResponseRequest request, boolean dryRun);

  /** The id of a response that waits for a person. */
  Optional<String> awaiting(ResponseRequest request, boolean dryRun);

  /** What was allowed to act at that time or later, dry runs included. */
  List<Act> acts(Instant since);

  /** What a person undid or others put back after that time. */
  List<Act> takenBack(Instant since);
}
