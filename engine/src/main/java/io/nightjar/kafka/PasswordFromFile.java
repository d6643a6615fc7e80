package io.nightjar.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;

/**
 * Signs in at a broker with a password that is read at each connection, so that it may be changed
 * while Nightjar runs, and stands in no setting. Made by Kafka's client, which needs it public.
 */
public final class PasswordFromFile implements AuthenticateCallbackHandler {

  static final String USER = "user";
  static final String FILE = "passwordFile";

  private String user = "";
  private Path file = Path.of("");

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.getFirst().getOptions();
    user = String.valueOf(options.get(USER));
    file = Path.of(String.valueOf(options.get(FILE)));
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      switch (callback) {
        case NameCallback name -> name.setName(user);
        case PasswordCallback password -> password.setPassword(read());
        case ScramExtensionsCallback none -> none.extensions(Map.of());
        default -> throw new UnsupportedCallbackException(callback);
      }
    }
  }

  private char[] read() throws IOException {
    try {
      return Files.readString(file).strip().toCharArray();
    } catch (IOException e) {
      throw new IOException("kafka.passwordFile cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {}
}
