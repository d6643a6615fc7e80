package io.nightjar.driver.scap;

import io.nightjar.driver.ContainerIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cgroups of a process as captures write them: {@code subsystem=path}, one for each. Paths
 * repeat with every process of a container, so what they mean is kept.
 */
final class Cgroups {
  static final String ROOT = "/";
  private static final int MAX = 1024;

  private final Map<String, ContainerIdentity> containers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ContainerIdentity> eldest) {
          return size() > MAX;
        }
      };

  /** The first path that names a container, else that of the memory subsystem. */
  String tellingPath(List<String> cgroups) {
    String memory = ROOT;
    for (String cgroup : cgroups) {
      int equals = cgroup.indexOf('=');
      String path = Bounds.path(cgroup.substring(equals + 1));
      if (!container(path).isHost()) {
        return path;
      }
      if (cgroup.startsWith("memory=")) {
        memory = path;
      }
    }
    return memory;
  }

  ContainerIdentity container(String path) {
    return containers.computeIfAbsent(path, ContainerIdentity::ofCgroupPath);
  }
}
