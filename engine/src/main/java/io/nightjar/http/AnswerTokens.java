package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.actions.outside.Hmac;
import io.nightjar.files.OwnerOnly;
import io.nightjar.respond.AnswerLink;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Links as they stand in an address: the link as JSON and its HMAC-SHA-256, both base64url, with a
 * dot between. The key lies in the state folder; with a new key every older link is a forgery.
 */
public final class AnswerTokens {

  private static final String FILE = "answer-links.key";
  private static final String PURPOSE = "nightjar answer link 1\n";
  private static final int KEY_BYTES = 32;
  private static final int LENGTH_AT_MOST = 2_048;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] key;

  private AnswerTokens(byte[] key) {
    this.key = key.clone();
  }

  /** Takes the key of this state folder; makes one where none is, or where others could read it. */
  public static AnswerTokens open(Path state) throws IOException {
    Path file = state.resolve(FILE);
    if (Files.notExists(file) || !OwnerOnly.is(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      OwnerOnly.write(file, HexFormat.of().formatHex(fresh) + "\n");
    }
    try {
      byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
      if (key.length == KEY_BYTES) {
        return new AnswerTokens(key);
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new IOException(file + " holds no key; delete it, and links given out so far are void");
  }

  String seal(AnswerLink link) {
    byte[] content = Json.write(link).getBytes(StandardCharsets.UTF_8);
    return ENCODER.encodeToString(content) + "." + ENCODER.encodeToString(mac(content));
  }

  /** The link that this Nightjar sealed so; empty for anything else. */
  Optional<AnswerLink> open(String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] content = Base64.getUrlDecoder().decode(token.substring(0, dot));
      byte[] seal = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      return MessageDigest.isEqual(seal, mac(content))
          ? Optional.of(Json.MAPPER.readValue(content, AnswerLink.class))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no base64
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("sealed, but no link", e);
    } catch (IOException e) {
      throw new IllegalStateException("read from memory", e);
    }
  }

  private byte[] mac(byte[] content) {
    return Hmac.of(key, PURPOSE.getBytes(StandardCharsets.UTF_8), content);
  }
}
