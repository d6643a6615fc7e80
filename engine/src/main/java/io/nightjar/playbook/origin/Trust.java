package io.nightjar.playbook.origin;

import io.nightjar.minisign.MinisignKey;
import io.nightjar.minisign.MinisignSignature;
import java.util.List;
import java.util.Optional;

/**
 * Who may vouch for playbooks. Where nobody is named every playbook is trusted; otherwise those are
 * that one of the keys has signed as they are.
 */
public record Trust(List<MinisignKey> keys) {

  public static final Trust EVERYTHING = new Trust(List.of());

  /** The file beside a playbook that holds its signature. */
  public static final String FILE = "playbook.sig";

  public Trust {
    keys = List.copyOf(keys);
  }

  /**
   * Why it is not trusted; empty when it is.
   *
   * @param signature what stands in its {@link #FILE}; empty where there is none
   */
  public Optional<String> doubt(Contents contents, String signature) {
    return doubt(contents.bytes(), signature);
  }

  /**
   * The same of anything else.
   *
   * @param signature what stands in the file of its signature; empty where there is none
   */
  public Optional<String> doubt(byte[] message, String signature) {
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (signature.isBlank()) {
      return Optional.of("it is not signed, and playbooks.keys wants that");
    }
    MinisignSignature parsed;
    try {
      parsed = MinisignSignature.parse(signature);
    } catch (IllegalArgumentException e) {
      return Optional.of("its signature cannot be read: " + e.getMessage());
    }
    List<MinisignKey> claimed =
        keys.stream().filter(key -> key.id().equals(parsed.keyId())).toList();
    if (claimed.isEmpty()) {
      return Optional.of(
          "it is signed with key " + parsed.keyId() + ", not with one of playbooks.keys");
    }
    return claimed.stream().anyMatch(key -> parsed.isOf(key, message))
        ? Optional.empty()
        : Optional.of("it was changed since it was signed, or its signature is another's");
  }
}
