package io.nightjar.agent.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files by which an agent shows who it is and knows whom it talks to. They are replaced while
 * it runs: a token is read again whenever its file changes. Any thread.
 *
 * @param token a bearer token; null where a certificate is shown, or nothing
 * @param authorities whose engines are trusted; null for those of this machine
 */
public record Credentials(
    @Nullable Path token,
    @Nullable Path authorities,
    @Nullable Path certificate,
    @Nullable Path key) {

  /**
   * What the agent shows in each request; null where it shows a certificate, or nothing.
   *
   * @throws LinkFailure.NotLetIn when the token cannot be read now
   */
  @Nullable String authorization() throws LinkFailure {
    if (token == null) {
      return null;
    }
    try {
      // each time: it is small, and one that is gone by a second is refused
      String text = Files.readString(token).strip();
      if (!text.isEmpty() && text.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
        return "Bearer " + text;
      }
      throw new LinkFailure.NotLetIn("there is no token in " + token);
    } catch (IOException e) {
      throw new LinkFailure.NotLetIn("the token in " + token + " cannot be read: " + e);
    }
  }

  /** Changes when a file of TLS does. */
  String editionOfTls() {
    return Stream.of(authorities, certificate, key)
        .filter(Objects::nonNull)
        .map(Credentials::edition)
        .collect(Collectors.joining(" "));
  }

  private static String edition(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey())).toString();
    } catch (IOException e) {
      return "gone";
    }
  }
}
