package io.nightjar.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people and programs show who they are, beside the state folder's token. */
public record SignInConfig(
    @Setting(
            "Whether `nightjar run` and `nightjar sign-in` give out links with which the person at"
                + " the terminal signs in once, as operator.")
        boolean links,
    @Setting("A session that was not used for so long is over.") Duration idle,
    @Setting("A session that is so old is over.") Duration atMost,
    @Setting("Tokens of the cluster.") KubernetesSignInConfig kubernetes,
    @Setting("An identity provider for the page.") @Nullable OidcConfig oidc,
    @Setting(
            value =
                "What people whom the identity provider or a client certificate names may do; who"
                    + " has no role may do nothing. Of users of the cluster, its own roles say it.",
            reload = Reload.AT_ONCE)
        List<RoleGrantConfig> roles) {

  public SignInConfig {
    roles = List.copyOf(roles);
    InvalidSettings.check()
        .that(idle.isPositive(), "idle", "must be longer than nothing")
        .that(atMost.compareTo(idle) >= 0, "atMost", "must be at least \"idle\"")
        .that(atMost.compareTo(Duration.ofDays(7)) <= 0, "atMost", "must be at most 7d")
        .done();
  }

  public static SignInConfig defaults() {
    return new SignInConfig(
        true,
        Duration.ofHours(1),
        Duration.ofHours(12),
        KubernetesSignInConfig.defaults(),
        null,
        List.of());
  }
}
