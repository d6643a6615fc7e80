package io.nightjar.signin;

import io.nightjar.config.OidcConfig;
import io.nightjar.config.RoleGrantConfig;
import io.nightjar.config.SignInConfig;
import io.nightjar.http.Permission;
import io.nightjar.http.Role;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which roles the configuration gives to whom; asked at every request, so a reload bites at once.
 */
public final class Grants {

  private volatile List<RoleGrantConfig> roles = List.of();
  private volatile Map<String, Role> ofProvider = Map.of();

  public Grants(SignInConfig config) {
    configure(config);
  }

  public void configure(SignInConfig config) {
    OidcConfig oidc = config.oidc();
    roles = config.roles();
    ofProvider = oidc == null ? Map.of() : oidc.roles();
  }

  /** What somebody may do whom a client certificate names. */
  Person.Powers of(String name, Set<String> groups) {
    return (permission, namespace) -> granted(name, groups, permission, namespace);
  }

  /** What somebody may do whom the identity provider names. */
  Person.Powers ofProvider(String name, Set<String> groups) {
    return (permission, namespace) ->
        granted(name, groups, permission, namespace)
            || groups.stream()
                .map(ofProvider::get)
                .anyMatch(role -> role != null && role.may(permission));
  }

  private boolean granted(
      String name, Set<String> groups, Permission permission, String namespace) {
    return roles.stream()
        .filter(grant -> grant.role().may(permission))
        .filter(grant -> grant.namespaces().isEmpty() || grant.namespaces().contains(namespace))
        .anyMatch(
            grant ->
                grant.people().contains(name) || !Collections.disjoint(grant.groups(), groups));
  }
}
