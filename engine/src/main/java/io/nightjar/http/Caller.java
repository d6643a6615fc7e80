package io.nightjar.http;

import java.util.Set;

/** Who sent a request. Thread safe. */
public interface Caller {

  /**
   * As the audit log names the person or program; empty for who holds the state folder's token, who
   * says it in each request.
   */
  String name();

  /** The groups that whoever vouches for the caller named. */
  Set<String> groups();

  /**
   * Whether the caller may do that.
   *
   * @param namespace of what it is done to; empty where it belongs to none, or to all
   */
  boolean may(Permission permission, String namespace);

  /**
   * By what Nightjar knows who it is, for the audit log: {@code OIDC issuer and subject} and so on.
   * Empty where the caller says so.
   */
  default String vouchedBy() {
    return "";
  }

  /** Somebody who may do everything and says in each request who it is. */
  Caller OWNER = of("", Permission.values());

  /** Nobody in particular, who may do nothing that needs a permission. */
  Caller NOBODY = of("");

  /** One who may do these things everywhere. */
  static Caller of(String name, Permission... permissions) {
    Set<Permission> all = Set.of(permissions);
    return new Caller() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Set<String> groups() {
        return Set.of();
      }

      @Override
      public boolean may(Permission permission, String namespace) {
        return all.contains(permission);
      }
    };
  }
}
