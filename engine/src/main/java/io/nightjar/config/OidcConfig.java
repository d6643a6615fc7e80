package io.nightjar.config;

import io.nightjar.http.Role;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An identity provider that speaks OpenID Connect. */
public record OidcConfig(
    @Setting("Its address, under which `/.well-known/openid-configuration` is.") URI issuer,
    @Setting("The name by which it knows Nightjar.") String clientId,
    @Setting("What Nightjar proves itself with: `env:NAME` or `file:/path`; absent for none.")
        @Nullable Secret clientSecret,
    @Setting(value = "Its name on the page.", absent = "single sign-on") String title,
    @Setting(value = "What is asked for beside `openid`.", absent = "[profile, email]")
        List<String> scopes,
    @Setting(
            value =
                "The claim that names a person in the audit log. It must be one that people cannot"
                    + " choose themselves; an `email` must be verified.",
            absent = "email")
        String nameClaim,
    @Setting(value = "The claim with a person's groups.", absent = "groups") String groupsClaim,
    @Setting(
            value = "Roles by group, everywhere; more under `roles`.",
            absent = "{}",
            reload = Reload.AT_ONCE)
        Map<String, Role> roles,
    @Setting("Whom to trust there, and with what to show ourselves.")
        @Nullable OutwardTlsConfig tls) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  public OidcConfig {
    scopes = List.copyOf(scopes);
    roles = Map.copyOf(roles);
    InvalidSettings.check()
        .that(
            "https".equals(issuer.getScheme())
                || ("http".equals(issuer.getScheme()) && LOOPBACK.contains(issuer.getHost())),
            "issuer",
            "must begin with https://")
        .that(!clientId.isBlank(), "clientId", "is empty")
        .that(!nameClaim.isBlank(), "nameClaim", "is empty")
        .that(!groupsClaim.isBlank(), "groupsClaim", "is empty")
        .done();
  }
}
