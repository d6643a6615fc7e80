package io.nightjar.config;

/** Tokens of the cluster, whose roles for the group {@code nightjar.io} say who may what. */
public record KubernetesSignInConfig(
    @Setting("Whether tokens of the cluster let in.") boolean enabled,
    @Setting("The audience that they must be made for.") String audience) {

  public KubernetesSignInConfig {
    InvalidSettings.check().that(!audience.isBlank(), "audience", "is empty").done();
  }

  static KubernetesSignInConfig defaults() {
    return new KubernetesSignInConfig(true, "nightjar");
  }
}
