package io.nightjar.fleet;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.x509.X509V3CertificateGenerator;

/** An authority that signs certificates of the length of life that a test needs. */
final class TestAuthority {

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR_OFF = Instant.parse("2090-01-01T00:00:00Z");

  private final KeyPair keys;
  private final X509Certificate certificate;
  private long serial = 1;

  TestAuthority(String name) throws GeneralSecurityException {
    keys = pair();
    X500Principal self = new X500Principal("CN=" + name);
    X509V3CertificateGenerator wanted = wanted(self, self, keys, FAR_OFF);
    wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    certificate = wanted.generate(keys.getPrivate());
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private X509V3CertificateGenerator wanted(
      X500Principal issuer, X500Principal subject, KeyPair of, Instant until) {
    X509V3CertificateGenerator wanted = new X509V3CertificateGenerator();
    wanted.setSerialNumber(BigInteger.valueOf(serial++));
    wanted.setIssuerDN(issuer);
    wanted.setSubjectDN(subject);
    wanted.setNotBefore(Date.from(LONG_AGO));
    wanted.setNotAfter(Date.from(until));
    wanted.setPublicKey(of.getPublic());
    wanted.setSignatureAlgorithm("SHA256withECDSA");
    return wanted;
  }

  /** A certificate and its key, as PEM. */
  record Issued(String certificate, String key, X509Certificate parsed) {

    /** Puts both in place of what lies there, each at once, as who renews certificates does. */
    void into(Path certificateFile, Path keyFile) throws IOException {
      replace(keyFile, key);
      replace(certificateFile, certificate);
    }
  }

  static void replace(Path file, String text) throws IOException {
    Path fresh = Files.writeString(Path.of(file + ".fresh"), text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** One that does not end while a test lasts. */
  Issued issue(String dnsName) throws GeneralSecurityException {
    return issue(new GeneralName(GeneralName.dNSName, dnsName), FAR_OFF);
  }

  Issued issue(String dnsName, Instant until) throws GeneralSecurityException {
    return issue(new GeneralName(GeneralName.dNSName, dnsName), until);
  }

  /** For a server on this machine. */
  Issued issueServer() throws GeneralSecurityException {
    return issue(new GeneralName(GeneralName.iPAddress, "127.0.0.1"), FAR_OFF);
  }

  private Issued issue(GeneralName name, Instant until) throws GeneralSecurityException {
    KeyPair own = pair();
    X509V3CertificateGenerator wanted =
        wanted(certificate.getSubjectX500Principal(), new X500Principal("CN=somebody"), own, until);
    wanted.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
    X509Certificate made = wanted.generate(keys.getPrivate());
    return new Issued(
        pem("CERTIFICATE", made.getEncoded()),
        pem("PRIVATE KEY", own.getPrivate().getEncoded()),
        made);
  }

  String pem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
