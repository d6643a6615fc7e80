package io.nightjar;

import io.nightjar.audit.AuditDraft;
import io.nightjar.cli.RunOptions;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.OidcConfig;
import io.nightjar.config.SignInConfig;
import io.nightjar.signin.Addresses;
import io.nightjar.signin.Attempts;
import io.nightjar.signin.Grants;
import io.nightjar.signin.KubernetesPeople;
import io.nightjar.signin.OidcSignIn;
import io.nightjar.signin.OneTimeLinks;
import io.nightjar.signin.Sessions;
import io.nightjar.signin.SignInDesk;
import io.nightjar.signin.SignInTrail;
import io.nightjar.signin.Ways;
import io.nightjar.store.Database;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How people and programs come in, made from the configuration. */
final class SignInParts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SignInParts.class);
  private static final int TELL_EVERY_SECONDS = 10;

  private final Grants grants;
  private final @Nullable OneTimeLinks links;
  private final @Nullable OidcSignIn oidc;
  private final SignInTrail trail;
  private final SignInDesk desk;
  private final @Nullable URI publicUrl;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sign-in-trail").daemon().factory());

  /**
   * @param reviews asks the cluster about tokens for an audience
   * @param environment where secrets may be
   * @param auditLog writes one leaf; returns when it is durable
   * @param clock Nightjar's clock
   * @param machineClock the machine's, by which the tokens of others go
   */
  SignInParts(
      HttpConfig http,
      Function<String, IdentityReviews> reviews,
      Map<String, String> environment,
      Consumer<AuditDraft> auditLog,
      InstantSource clock,
      InstantSource machineClock) {
    SignInConfig config = http.signIn();
    OidcConfig provider = config.oidc();
    publicUrl = http.publicUrl();
    Addresses addresses = new Addresses(publicUrl);
    grants = new Grants(config);
    links = config.links() ? new OneTimeLinks(clock) : null;
    oidc =
        provider == null
            ? null
            : new OidcSignIn(provider, environment, addresses, grants, machineClock);
    trail = new SignInTrail(auditLog, clock);
    String audience = config.kubernetes().audience();
    KubernetesPeople people =
        config.kubernetes().enabled() ? new KubernetesPeople(reviews.apply(audience), clock) : null;
    desk =
        new SignInDesk(
            addresses,
            new Sessions(config.idle(), config.atMost(), clock),
            new Ways(links, people, audience, oidc, grants),
            new Attempts(clock),
            trail);
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            this::tell, TELL_EVERY_SECONDS, TELL_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * As the options say.
   *
   * @param reviews asks the cluster about tokens for an audience
   */
  static SignInParts of(
      RunOptions options, Database database, Function<String, IdentityReviews> reviews) {
    InstantSource clock = options.clock();
    return new SignInParts(
        options.configuration().http(),
        reviews,
        options.around().environment(),
        leaf -> database.record(leaf),
        clock,
        () -> clock.instant().minus(options.clockOffset()));
  }

  private void tell() {
    try {
      trail.tell();
    } catch (RuntimeException e) {
      log.error("failed sign-ins could not be recorded", e);
    }
  }

  SignInDesk desk() {
    return desk;
  }

  /** Takes what a reloaded configuration says of roles; the ways to sign in need a restart. */
  void configure(SignInConfig changed) {
    grants.configure(changed);
  }

  /**
   * An address that lets whoever has it sign in once; empty where the configuration wants none.
   *
   * @param local where the server is reached when people have no other address
   */
  Optional<URI> oneTimeLink(URI local) {
    return Optional.ofNullable(links)
        .map(each -> each.issue().at(publicUrl == null ? local : publicUrl));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    trail.tellAll();
    if (oidc != null) {
      oidc.close();
    }
  }
}
