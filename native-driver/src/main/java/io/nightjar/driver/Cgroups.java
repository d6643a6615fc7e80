package io.nightjar.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Paths of cgroups by their ids, the last used ones: so that a path is read and kept once for all
 * the processes in it. The kernel gives an id once; 0 is none. One thread.
 */
final class Cgroups {
  private static final int MAX = 8192;

  private final Map<Long, Cgroup> byId =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Cgroup> eldest) {
          return size() > MAX;
        }
      };

  /**
   * A cgroup.
   *
   * @param told whether the kernel named path and id together; otherwise they were read one after
   *     the other, and the process may have moved between
   */
  record Cgroup(String path, ContainerIdentity container, boolean told) {}

  @Nullable Cgroup get(long id) {
    return byId.get(id);
  }

  /** The cgroup of an event that tells its path. */
  Cgroup told(EventView event) {
    Cgroup known = byId.get(event.cgroupId());
    if (known != null && known.told) {
      return known;
    }
    String path = event.text(Arg.CGROUP);
    Cgroup told = new Cgroup(path, ContainerIdentity.ofCgroupPath(path), true);
    if (event.cgroupId() != 0) {
      byId.put(event.cgroupId(), told);
    }
    return told;
  }

  /** What a process seems to be in, until the kernel tells. */
  Cgroup guess(long id, String path, ContainerIdentity container) {
    Cgroup guess = new Cgroup(path, container, false);
    if (id != 0) {
      byId.putIfAbsent(id, guess);
    }
    return guess;
  }
}
