package io.nightjar.driver;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jnr.ffi.Pointer;

/** Tells the kernel which programs to kill as they are executed, and in which cgroups. */
final class DenialLoader {
  /** {@code NJ_DENY_PATH} without the zero. */
  static final int PATH_LIMIT = 255;

  /** {@code NJ_DENIALS}. */
  static final int DENIAL_LIMIT = 4096;

  /** {@code NJ_DENY_CGROUPS}. */
  static final int CGROUP_LIMIT = 16_384;

  private static final int ANYWHERE = 1;
  private static final int CONTAINERS = 2;

  private final NativeLibrary.Calls calls;
  private final Pointer driver;
  private Map<String, Integer> denied = Map.of();
  private Set<Long> cgroups = Set.of();

  DenialLoader(NativeLibrary.Calls calls, Pointer driver) {
    this.calls = calls;
    this.driver = driver;
  }

  void deny(List<ExecDenial> denials) {
    Map<String, Integer> wanted = new HashMap<>();
    for (ExecDenial denial : denials) {
      int where = where(denial.scope());
      denial.exePaths().forEach(path -> wanted.merge(path, where, (a, b) -> a | b));
    }
    if (wanted.size() > DENIAL_LIMIT) {
      throw new IllegalArgumentException(
          "the kernel denies at most " + DENIAL_LIMIT + " paths, not " + wanted.size());
    }
    // what is allowed again comes first: a path too few is better than one too many
    for (String path : denied.keySet()) {
      if (!wanted.containsKey(path)) {
        set(path, 0);
      }
    }
    wanted.forEach(this::set);
    denied = wanted;
  }

  private static int where(FilterClause.Scope scope) {
    return switch (scope) {
      case CONTAINER -> CONTAINERS;
      case ANY -> ANYWHERE;
      case HOST -> throw new IllegalArgumentException("programs of the host are not denied");
    };
  }

  private void set(String path, int where) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > PATH_LIMIT) {
      throw new IllegalArgumentException(
          "a denied path has 1 to " + PATH_LIMIT + " bytes: " + path);
    }
    check(calls.nightjar_deny(driver, bytes, bytes.length, where));
  }

  void denyIn(Set<Long> wanted) {
    if (wanted.size() > CGROUP_LIMIT) {
      throw new IllegalArgumentException(
          "the kernel denies in at most " + CGROUP_LIMIT + " cgroups, not " + wanted.size());
    }
    for (long cgroup : cgroups) {
      if (!wanted.contains(cgroup)) {
        check(calls.nightjar_deny_in(driver, cgroup, 0));
      }
    }
    for (long cgroup : wanted) {
      check(calls.nightjar_deny_in(driver, cgroup, 1));
    }
    cgroups = new HashSet<>(wanted);
  }

  private static void check(int error) {
    if (error < 0) {
      throw new IllegalStateException("the kernel does not take a denial: errno " + -error);
    }
  }
}
