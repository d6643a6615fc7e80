package io.nightjar.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Certificates of PEM files, and the stores in memory that TLS takes them from. */
public final class PemCertificates {

  private PemCertificates() {}

  /**
   * @param setting what names the file, such as {@code http.tls}; errors begin with it
   * @throws IllegalStateException naming the file; never what is in it
   */
  public static List<Certificate> read(Path file, String setting) {
    try {
      List<Certificate> all =
          new ArrayList<>(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
      if (all.isEmpty()) {
        throw new IllegalStateException(setting + ": there is no certificate in " + file);
      }
      return all;
    } catch (IOException e) {
      throw new IllegalStateException(setting + ": " + file + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(setting + ": " + file + " holds no PEM certificate", e);
    }
  }

  /** A store of those who are trusted. */
  public static KeyStore trusting(Collection<? extends Certificate> authorities)
      throws GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate authority : authorities) {
      store.setCertificateEntry("ca-" + number++, authority);
    }
    return store;
  }

  /**
   * A store of one key with its certificates; no password.
   *
   * @param setting what names the files; errors begin with it
   * @throws IllegalStateException naming the file that cannot be used; never what is in it
   */
  public static KeyStore showing(Path certificates, Path key, String setting)
      throws GeneralSecurityException {
    List<Certificate> chain = read(certificates, setting);
    PrivateKey own = PemKey.read(key, chain.getFirst().getPublicKey(), setting);
    KeyStore store = emptyStore();
    store.setKeyEntry("own", own, new char[0], chain.toArray(Certificate[]::new));
    return store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty store needs no file", e);
    }
    return store;
  }
}
