package io.nightjar.tls;

import io.nightjar.config.OutwardTlsConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of calls to one place. New files are taken up by the next connection; files that cannot be
 * used leave the last good ones in force, which is logged. Thread safe.
 */
public final class OutwardTls {

  private static final Logger log = LoggerFactory.getLogger(OutwardTls.class);

  /** A connection that is taken up again later than that is judged anew. */
  private static final int SESSION_SECONDS = 60;

  private final OutwardTlsConfig config;
  private final String setting;
  private final SSLContext context;
  private Held held;
  private String refused = "";

  /**
   * @param stamp of the files that it was read from
   */
  private record Held(
      X509ExtendedTrustManager trust, @Nullable X509ExtendedKeyManager own, String stamp) {}

  private OutwardTls(OutwardTlsConfig config, String setting) throws GeneralSecurityException {
    this.config = config;
    this.setting = setting;
    this.held = read(stamp());
    this.context = SSLContext.getInstance("TLS");
    KeyManager[] keys = config.certificate() == null ? null : new KeyManager[] {new Shown()};
    context.init(keys, new TrustManager[] {new Trust()}, null);
    context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
  }

  /**
   * Null where nothing is said, so that this machine's own trust does.
   *
   * @param setting what names the section, such as {@code notify.channels.team.tls}; errors begin
   *     with it
   * @throws IllegalStateException naming the file that cannot be used; never what is in it
   */
  public static @Nullable OutwardTls of(@Nullable OutwardTlsConfig config, String setting) {
    if (config == null) {
      return null;
    }
    try {
      return new OutwardTls(config, setting);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(setting + ": TLS cannot be set up", e);
    }
  }

  /** The context of one that may not be there; null for this machine's. */
  public static @Nullable SSLContext contextOf(@Nullable OutwardTls tls) {
    return tls == null ? null : tls.context;
  }

  public SSLContext context() {
    return context;
  }

  /** The name that is wanted of the other side, where it is not the address's. */
  public @Nullable String serverName() {
    return config.serverName();
  }

  /** Its sockets ask for {@link #serverName} (SNI), where there is one. */
  public NamedSockets sockets() {
    return new NamedSockets(context.getSocketFactory(), config.serverName());
  }

  private synchronized Held now() {
    String stamp = stamp();
    if (stamp.equals(held.stamp()) || stamp.equals(refused)) {
      return held;
    }
    try {
      held = read(stamp);
      forgetSessions();
      log.info("{}: certificates were read again", setting);
    } catch (GeneralSecurityException | IllegalStateException e) {
      refused = stamp;
      log.warn("{}: the certificates in force stay: {}", setting, e.getMessage());
    }
    return held;
  }

  /** Whoever is not trusted any more must not come in by what was agreed before. */
  private void forgetSessions() {
    SSLSessionContext sessions = context.getClientSessionContext();
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  private String stamp() {
    return Stream.of(config.ca(), config.certificate(), config.key())
        .filter(Objects::nonNull)
        .map(OutwardTls::stamp)
        .collect(Collectors.joining(" "));
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return is.lastModifiedTime() + "/" + is.size() + "/" + is.fileKey();
    } catch (IOException e) {
      return "gone";
    }
  }

  private Held read(String stamp) throws GeneralSecurityException {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    Path ca = config.ca();
    trusted.init(
        ca == null ? (KeyStore) null : PemCertificates.trusting(PemCertificates.read(ca, setting)));
    return new Held(
        first(X509ExtendedTrustManager.class, trusted.getTrustManagers()), own(), stamp);
  }

  private @Nullable X509ExtendedKeyManager own() throws GeneralSecurityException {
    Path certificate = config.certificate();
    Path key = config.key();
    if (certificate == null || key == null) {
      return null;
    }
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(PemCertificates.showing(certificate, key, setting), new char[0]);
    return first(X509ExtendedKeyManager.class, shown.getKeyManagers());
  }

  private static <T> T first(Class<T> wanted, Object[] all) throws GeneralSecurityException {
    return Arrays.stream(all)
        .filter(wanted::isInstance)
        .map(wanted::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no " + wanted.getSimpleName()));
  }

  /** Trusts whom the files say, as they are at this handshake. */
  private final class Trust extends X509ExtendedTrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      if (config.serverName() == null) {
        now().trust().checkServerTrusted(chain, authType, socket);
      } else {
        checkServerTrusted(chain, authType);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      if (config.serverName() == null) {
        now().trust().checkServerTrusted(chain, authType, engine);
      } else {
        checkServerTrusted(chain, authType);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      now().trust().checkServerTrusted(chain, authType);
      String name = config.serverName();
      if (name != null && !ServerNames.has(chain[0], name)) {
        throw new CertificateException("the certificate is not for " + name);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw nobodyCalls();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw nobodyCalls();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw nobodyCalls();
    }

    private static CertificateException nobodyCalls() {
      return new CertificateException("this is for calls to others");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return now().trust().getAcceptedIssuers();
    }
  }

  /** Shows the certificate of the files, as it is at this handshake. */
  private final class Shown extends X509ExtendedKeyManager {

    private X509ExtendedKeyManager own() {
      return Objects.requireNonNull(now().own(), "made only where there is a certificate");
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return own().chooseClientAlias(types, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return own().chooseEngineClientAlias(types, issuers, engine);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return own().getClientAliases(type, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return own().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return own().getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
