package io.nightjar.signin;

import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import java.util.Set;

/**
 * Somebody who proved who they are.
 *
 * @param name as the audit log names them
 * @param groups that whoever vouches for them named
 * @param vouchedBy the proof in words, such as {@code OIDC https://id.example kim-4711}
 */
public record Person(String name, Set<String> groups, String vouchedBy, Powers powers)
    implements Caller {

  /** What one person may do; asked at every request. */
  @FunctionalInterface
  public interface Powers {
    /**
     * @param namespace empty for all
     * @throws io.nightjar.http.Rejection when it cannot be found out now
     */
    boolean allow(Permission permission, String namespace);
  }

  public Person {
    groups = Set.copyOf(groups);
  }

  @Override
  public boolean may(Permission permission, String namespace) {
    return powers.allow(permission, namespace);
  }
}
