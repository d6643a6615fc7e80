package io.nightjar.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Private authorities that are trusted beside the usual ones. */
final class Authorities {

  // a store needs one; what is in it is public
  private static final String PASSWORD = "changeit";

  private Authorities() {}

  /**
   * From here on this process trusts them; to be called before the first connection is made, since
   * what reads it reads it once.
   */
  static void trust(Path pem, Path store) throws IOException {
    write(pem, store);
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
  }

  /**
   * A store of the usual authorities and those given.
   *
   * @param pem certificates
   */
  static void write(Path pem, Path store) throws IOException {
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      int number = 0;
      for (X509Certificate each : usual()) {
        all.setCertificateEntry("usual-" + number++, each);
      }
      int given = 0;
      try (InputStream in = Files.newInputStream(pem)) {
        for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          all.setCertificateEntry("given-" + given++, each);
        }
      }
      if (given == 0) {
        throw new IOException(pem + " has no certificate");
      }
      Files.createDirectories(Folders.parent(store));
      try (OutputStream out = Files.newOutputStream(store)) {
        all.store(out, PASSWORD.toCharArray());
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] usual() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }
}
