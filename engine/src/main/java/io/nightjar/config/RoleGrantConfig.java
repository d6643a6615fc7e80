package io.nightjar.config;

import io.nightjar.http.Role;
import java.util.List;

/** A role, and who has it where. */
public record RoleGrantConfig(
    @Setting("`viewer`, `approver`, `author` or `operator`.") Role role,
    @Setting(value = "Groups, as the identity provider or a certificate names them.", absent = "[]")
        List<String> groups,
    @Setting(value = "People, by the same names as in the audit log.", absent = "[]")
        List<String> people,
    @Setting(value = "Only in these namespaces; empty means everywhere.", absent = "[]")
        List<String> namespaces) {

  public RoleGrantConfig {
    groups = List.copyOf(groups);
    people = List.copyOf(people);
    namespaces = List.copyOf(namespaces);
    InvalidSettings.check()
        .that(
            !groups.isEmpty() || !people.isEmpty(),
            "role",
            "is granted to nobody: name groups or people")
        .that(
            groups.stream().noneMatch(String::isBlank)
                && people.stream().noneMatch(String::isBlank),
            "role",
            "is granted to somebody without a name")
        .done();
  }
}
