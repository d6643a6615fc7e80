package io.nightjar.rules.field;

import io.nightjar.rules.match.IpAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that the host names in rules stand for, as they were last looked up. Answers from
 * memory, never blocks, and may be asked by several threads.
 */
public interface HostNames {

  /** Where nothing is looked up, as in a replay, which has to give the same alerts on every run. */
  HostNames NONE =
      new HostNames() {
        @Override
        public Set<IpAddress> addresses(String name) {
          return Set.of();
        }

        @Override
        public @Nullable String name(IpAddress address) {
          return null;
        }
      };

  /** Empty for a name that is not known. */
  Set<IpAddress> addresses(String name);

  /** One of the names with that address, or null. */
  @Nullable String name(IpAddress address);
}
