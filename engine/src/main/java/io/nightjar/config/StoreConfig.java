package io.nightjar.config;

import io.nightjar.store.StandingBy;
import io.nightjar.store.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
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
        @Nullable Path passwordFile,
    @Setting(
            "Whether an engine that finds another one leading waits to take over, rather than not"
                + " to start; with a url only.")
        boolean standby,
    @Setting(
            "An engine that the database has not heard of for so long is followed by one that"
                + " waits; half of it is for how long an engine acts without hearing of the"
                + " database.")
        Duration takeOverAfter,
    @Setting(
            "Folder with the keys that all engines of one database share, as `nightjar store keys`"
                + " makes it and a Secret is mounted; absent means those in the state folder.")
        @Nullable Path keys) {

  private static final Pattern LOGIN_IN_URL = Pattern.compile("[?&](user|password)=|//[^/?]*@");

  private static final Duration LONGEST = Duration.ofMinutes(5);

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
        .that(
            takeOverAfter.compareTo(StandingBy.SHORTEST) >= 0
                && takeOverAfter.compareTo(LONGEST) <= 0,
            "takeOverAfter",
            "must be from 2s to 5m")
        .done();
  }

  static StoreConfig defaults() {
    return new StoreConfig(null, null, null, true, StandingBy.USUAL, null);
  }

  public StoreAddress address() {
    return url == null || user == null
        ? new StoreAddress.Embedded()
        : new StoreAddress.Server(url, user, passwordFile);
  }
}
