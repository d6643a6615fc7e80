package io.nightjar.signin;

import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import java.util.Set;

/**
 * The caller of a request that came with a session's cookie.
 *
 * @param csrf what every form of a page must send back as {@link Csrf#FIELD}, and every script as
 *     {@link Csrf#HEADER}
 */
public record SignedIn(Person person, String csrf) implements Caller {

  @Override
  public String name() {
    return person.name();
  }

  @Override
  public Set<String> groups() {
    return person.groups();
  }

  @Override
  public boolean may(Permission permission, String namespace) {
    return person.may(permission, namespace);
  }

  @Override
  public String vouchedBy() {
    return person.vouchedBy();
  }

  /** Without the token: a log must not have it. */
  @Override
  public String toString() {
    return "SignedIn[" + person.name() + "]";
  }
}
