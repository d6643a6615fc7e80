package io.nightjar.alert;

import io.nightjar.config.FalcoConfig;
import io.nightjar.tls.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom {@code http_output} trusts, and with what it shows itself; read from the files now. */
public final class HttpTrust {

  private static final Logger log = LoggerFactory.getLogger(HttpTrust.class);

  private static final String SETTING = "http_output";

  private HttpTrust() {}

  /**
   * Null where this machine's own trust does.
   *
   * @throws IllegalStateException naming the file that cannot be used; never what is in it
   */
  public static @Nullable SSLContext of(FalcoConfig.Http config) {
    boolean own = config.caCert() != null || config.caBundle() != null || config.caPath() != null;
    if (!config.insecure() && !own && !config.mtls()) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(config), trusted(config), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("http_output: TLS cannot be set up", e);
    }
  }

  private static TrustManager @Nullable [] trusted(FalcoConfig.Http config)
      throws GeneralSecurityException {
    if (config.insecure()) {
      log.warn(
          "http_output.insecure: WHOEVER stands in between reads the alerts and can swallow them;"
              + " name the authority in ca_cert instead");
      return new TrustManager[] {new TrustAnybody()};
    }
    Path one = config.caCert() != null ? config.caCert() : config.caBundle();
    if (one == null && config.caPath() == null) {
      return null;
    }
    Collection<? extends Certificate> certificates =
        one != null ? PemCertificates.read(one, SETTING) : folder(config.caPath());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(PemCertificates.trusting(certificates));
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] shown(FalcoConfig.Http config)
      throws GeneralSecurityException {
    Path certificateFile = config.clientCert();
    Path keyFile = config.clientKey();
    if (!config.mtls() || certificateFile == null || keyFile == null) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(PemCertificates.showing(certificateFile, keyFile, SETTING), new char[0]);
    return factory.getKeyManagers();
  }

  /** Every certificate in a folder; what holds none is passed over, as OpenSSL does. */
  private static Set<Certificate> folder(@Nullable Path folder) {
    Set<Certificate> all = new LinkedHashSet<>();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalStateException("http_output: ca_path " + folder + " is not a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try {
          all.addAll(PemCertificates.read(file, SETTING));
        } catch (IllegalStateException e) {
          log.debug("{} is passed over", file, e);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("http_output: " + folder + " cannot be read", e);
    }
    if (all.isEmpty()) {
      throw new IllegalStateException("http_output: there is no certificate in " + folder);
    }
    return all;
  }
}
