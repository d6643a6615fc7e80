package io.nightjar.http;

import io.nightjar.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bearer token of one state folder: 256 random bits in a file that only its owner reads. */
public final class AccessToken {

  private static final Logger log = LoggerFactory.getLogger(AccessToken.class);
  private static final String FILE = "token";

  private AccessToken() {}

  /**
   * The token of this state folder; makes a new one where none is, or where others could read it.
   */
  public static String ensure(Path state) throws IOException {
    Path file = state.resolve(FILE);
    if (Files.exists(file)) {
      if (OwnerOnly.is(file)) {
        String token = Files.readString(file).strip();
        if (!token.isEmpty()) {
          return token;
        }
      } else {
        log.warn("others could read {}: a new access token is made", file);
      }
    }
    String token = RandomToken.make();
    OwnerOnly.write(file, token + "\n");
    return token;
  }

  /**
   * @throws NoSuchFileException when Nightjar never ran with this state folder
   */
  static String read(Path state) throws IOException {
    return Files.readString(state.resolve(FILE)).strip();
  }
}
