package io.nightjar.config;

import io.nightjar.store.StoreAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the store is. */
public record StoreConfig(
    @Setting(
            "`jdbc:postgresql://HOST/DATABASE`, without user and password; absent means a SQLite"
                + " file in the state folder.")
        @Nullable String url,
    @Setting("Who owns the database's schema.") @Nullable String user,
    @Setting(
            "File with the password, read at every connection; absent means the environment"
                + " variable NIGHTJAR_STORE_PASSWORD, or none.")
        @Nullable Path passwordFile) {

  private static final Pattern LOGIN_IN_URL = Pattern.compile("[?&](user|password)=|//[^/?]*@");

  public StoreConfig {
    InvalidSettings.check()
        .that(
            url == null || url.startsWith("jdbc:postgresql:"),
            "url",
            "must begin with jdbc:postgresql:")
        .that(
            url == null || !LOGIN_IN_URL.matcher(url).find(),
            "url",
            "must hold neither user nor password: write `user` and `passwordFile`")
        .that(url == null || (user != null && !user.isBlank()), "user", "is needed with a url")
        .that(
            url != null || (user == null && passwordFile == null),
            "url",
            "is needed where a user or a password is given")
        .done();
  }

  static StoreConfig defaults() {
    return new StoreConfig(null, null, null);
  }

  public StoreAddress address() {
    return url == null || user == null
        ? new StoreAddress.Embedded()
        : new StoreAddress.Server(url, user, passwordFile);
  }
}
