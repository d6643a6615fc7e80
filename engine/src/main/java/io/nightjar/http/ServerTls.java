package io.nightjar.http;

import io.nightjar.config.FileWatch;
import io.nightjar.config.TlsConfig;
import io.nightjar.tls.PemCertificates;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one port. New certificates and keys are taken from their files as these change; files that
 * cannot be used leave the last good ones in force, which is logged.
 */
final class ServerTls implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private volatile TlsConfig config;
  private final String setting;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final FileWatch watch;
  private volatile Runnable lostTrust = () -> {};
  private volatile Set<Certificate> trusted;

  private ServerTls(TlsConfig config, String setting, Duration lookEvery)
      throws GeneralSecurityException {
    this.config = config;
    this.setting = setting;
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setRenegotiationAllowed(false);
    factory.setKeyStorePassword("");
    ask(factory, config);
    take(factory, config);
    this.trusted = certificates(factory.getTrustStore());
    this.watch = FileWatch.start(files(config), lookEvery, this::reload);
  }

  /**
   * @param setting what names the files, such as {@code http.tls}
   * @throws IllegalStateException naming the file that cannot be used
   */
  static ServerTls open(TlsConfig config, String setting) {
    return open(config, setting, LOOK_EVERY);
  }

  static ServerTls open(TlsConfig config, String setting, Duration lookEvery) {
    try {
      return new ServerTls(config, setting, lookEvery);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(setting + ": TLS cannot be set up", e);
    }
  }

  private static void ask(SslContextFactory.Server of, TlsConfig config) {
    of.setNeedClientAuth(needs(config));
    of.setWantClientAuth(!needs(config) && config.clientCa() != null);
  }

  private static boolean needs(TlsConfig config) {
    return config.clientCertificate() == TlsConfig.ClientCertificate.NEED;
  }

  /** Goes over to other files, or asks otherwise for certificates of clients. */
  void use(TlsConfig other) {
    config = other;
    watch.follow(files(other));
    reload();
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  private static List<Path> files(TlsConfig config) {
    List<Path> files = new ArrayList<>(List.of(config.certificate(), config.key()));
    if (config.clientCa() != null) {
      files.add(config.clientCa());
    }
    return files;
  }

  private void take(SslContextFactory into, TlsConfig config) throws GeneralSecurityException {
    into.setKeyStore(PemCertificates.showing(config.certificate(), config.key(), setting));
    if (config.clientCa() != null) {
      into.setTrustStore(
          PemCertificates.trusting(PemCertificates.read(config.clientCa(), setting)));
    }
  }

  private synchronized void reload() {
    try {
      // read before anything is replaced: half a change leaves the old one whole
      SslContextFactory.Server probe = new SslContextFactory.Server();
      TlsConfig now = config;
      take(probe, now);
      boolean asksMore = needs(now) && !factory.getNeedClientAuth();
      factory.reload(
          into -> {
            ask(factory, now);
            into.setKeyStore(probe.getKeyStore());
            into.setTrustStore(probe.getTrustStore());
          });
      log.info("{}: the certificate was read again", setting);
      leaveUntrusted(probe.getTrustStore(), asksMore);
    } catch (Exception e) {
      log.warn("{}: the certificate in force stays: {}", setting, e.getMessage());
    }
  }

  /** What is done when clients are not trusted any more that were until now. */
  void onLostTrust(Runnable what) {
    lostTrust = what;
  }

  /** A handshake is long over for a connection that is kept, so it would never be noticed there. */
  private void leaveUntrusted(@Nullable KeyStore now, boolean asksMore) throws KeyStoreException {
    Set<Certificate> before = trusted;
    trusted = certificates(now);
    if (asksMore || !trusted.containsAll(before)) {
      log.info("{}: not every client is trusted any more, so connections are made anew", setting);
      lostTrust.run();
    }
  }

  private static Set<Certificate> certificates(@Nullable KeyStore store) throws KeyStoreException {
    Set<Certificate> all = new HashSet<>();
    if (store != null) {
      for (String alias : Collections.list(store.aliases())) {
        all.add(store.getCertificate(alias));
      }
    }
    return all;
  }

  @Override
  public void close() {
    watch.close();
  }
}
