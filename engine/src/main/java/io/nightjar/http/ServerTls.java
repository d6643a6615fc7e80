package io.nightjar.http;

import io.nightjar.config.FileWatch;
import io.nightjar.config.TlsConfig;
import io.nightjar.tls.PemCertificates;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
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

  private ServerTls(TlsConfig config, String setting, Duration lookEvery)
      throws GeneralSecurityException {
    this.config = config;
    this.setting = setting;
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setRenegotiationAllowed(false);
    factory.setKeyStorePassword("");
    ask(factory, config);
    take(factory, config);
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
    boolean needs = config.clientCertificate() == TlsConfig.ClientCertificate.NEED;
    of.setNeedClientAuth(needs);
    of.setWantClientAuth(!needs && config.clientCa() != null);
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

  private void reload() {
    try {
      // read before anything is replaced: half a change leaves the old one whole
      SslContextFactory.Server probe = new SslContextFactory.Server();
      TlsConfig now = config;
      take(probe, now);
      factory.reload(
          into -> {
            ask(factory, now);
            into.setKeyStore(probe.getKeyStore());
            into.setTrustStore(probe.getTrustStore());
          });
      log.info("{}: the certificate was read again", setting);
    } catch (Exception e) {
      log.warn("{}: the certificate in force stays: {}", setting, e.getMessage());
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
