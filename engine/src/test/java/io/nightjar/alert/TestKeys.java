package io.nightjar.alert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate and its key, made by the JDK's keytool. */
public record TestKeys(KeyStore store, Certificate certificate, PrivateKey key) {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * @param algorithm {@code RSA} or {@code EC}
   * @param name as {@code ip:127.0.0.1} or {@code dns:elsewhere}
   */
  public static TestKeys make(Path folder, String algorithm, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = Files.createTempDirectory(folder, "keys").resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=test",
                    "-ext",
                    "san=" + name,
                    "-keystore",
                    file.toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new TestKeys(
        store, store.getCertificate("it"), (PrivateKey) store.getKey("it", PASSWORD));
  }

  public Path certificateFile(Path folder) throws IOException, GeneralSecurityException {
    Path file = Files.createTempFile(folder, "cert", ".pem");
    return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
  }

  /** As PKCS#8. */
  public Path keyFile(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "key", ".pem");
    return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
  }

  /** As PKCS#1 or SEC 1: what PKCS#8 holds in its octet string, which is its last element. */
  Path oldKeyFile(Path folder) throws IOException {
    byte[] pkcs8 = key.getEncoded();
    int at = 0;
    for (int i = 0; i < pkcs8.length - 4; i++) {
      boolean isShort = pkcs8[i] == 4 && (pkcs8[i + 1] & 0xff) == pkcs8.length - i - 2;
      boolean isMiddle =
          pkcs8[i] == 4
              && pkcs8[i + 1] == (byte) 0x81
              && (pkcs8[i + 2] & 0xff) == pkcs8.length - i - 3;
      boolean isLong =
          pkcs8[i] == 4
              && pkcs8[i + 1] == (byte) 0x82
              && ((pkcs8[i + 2] & 0xff) << 8 | (pkcs8[i + 3] & 0xff)) == pkcs8.length - i - 4;
      if (isShort || isMiddle || isLong) {
        at = i + (isShort ? 2 : isMiddle ? 3 : 4);
        break;
      }
    }
    Path file = Files.createTempFile(folder, "key", ".pem");
    return Files.writeString(
        file,
        pem(key.getAlgorithm() + " PRIVATE KEY", Arrays.copyOfRange(pkcs8, at, pkcs8.length)));
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** Of either side: shows this, and trusts {@code other}. */
  public SSLContext context(TestKeys other) throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("other", other.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
