package io.nightjar.signin;

import org.jspecify.annotations.Nullable;

/**
 * How people and programs can show who they are.
 *
 * @param links null where one-time links are switched off
 * @param kubernetes null where tokens of the cluster are
 * @param audience of tokens of the cluster
 * @param oidc null where there is no identity provider
 */
public record Ways(
    @Nullable OneTimeLinks links,
    @Nullable KubernetesPeople kubernetes,
    String audience,
    @Nullable OidcSignIn oidc,
    Grants grants) {

  Certificates certificates() {
    return new Certificates(grants);
  }
}
