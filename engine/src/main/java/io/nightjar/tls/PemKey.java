package io.nightjar.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key of a PEM file: PKCS#8, or the older forms of RSA (PKCS#1) and of elliptic curves
 * (SEC 1), which become PKCS#8 by the algorithm that the public key names.
 */
final class PemKey {

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----(.*?)-----END \\1-----",
          Pattern.DOTALL);
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  private PemKey() {}

  /**
   * @param partner the public key that it belongs to
   * @param setting what names the file; errors begin with it
   * @throws IllegalStateException naming the file; never what is in it
   */
  static PrivateKey read(Path file, PublicKey partner, String setting) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(setting + ": " + file + " cannot be read", e);
    }
    Matcher found = PEM.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException(setting + ": " + file + " holds no PEM private key");
    }
    if (found.group(1).startsWith("ENCRYPTED") || found.group(2).contains("Proc-Type:")) {
      throw new IllegalStateException(
          setting + ": the key in " + file + " is encrypted; give it without a passphrase");
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(found.group(2).strip());
      byte[] pkcs8 = found.group(1).equals("PRIVATE KEY") ? key : wrapped(key, partner);
      return KeyFactory.getInstance(partner.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // no cause: a parser may tell what it could not read
      throw new IllegalStateException(
          setting + ": the key in " + file + " does not belong to its certificate");
    }
  }

  private static byte[] wrapped(byte[] key, PublicKey partner) {
    byte[] content = concatenated(VERSION, algorithm(partner), tagged(OCTETS, key));
    return tagged(SEQUENCE, content);
  }

  /** The first element of the public key's outer sequence (SubjectPublicKeyInfo, RFC 5280). */
  private static byte[] algorithm(PublicKey key) {
    byte[] all = key.getEncoded();
    int start = 1 + lengthBytes(all, 1);
    int length = length(all, start + 1);
    int end = start + 1 + lengthBytes(all, start + 1) + length;
    return Arrays.copyOfRange(all, start, end);
  }

  private static int lengthBytes(byte[] der, int at) {
    int first = der[at] & 0xff;
    return first < 0x80 ? 1 : 1 + (first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 1; i <= (first & 0x7f); i++) {
      length = length << 8 | (der[at + i] & 0xff);
    }
    return length;
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length & 0xff);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
