package io.nightjar.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the store of one Nightjar is: in its state directory, or in a PostgreSQL database. */
public sealed interface StoreAddress {

  /** Where the password is when no file is named. */
  String PASSWORD_VARIABLE = "NIGHTJAR_STORE_PASSWORD";

  /** Says in the state directory where the store is, for commands that are told that one only. */
  String FILE = "store.json";

  /** A SQLite file in the state directory. */
  record Embedded() implements StoreAddress {}

  /**
   * A database of a PostgreSQL server, with nothing in it but this store.
   *
   * @param url of JDBC, without user and password
   * @param passwordFile read at every connection, so that a new password needs no restart; without
   *     it the environment has the password, or the server asks for none
   */
  record Server(String url, String user, @Nullable Path passwordFile) implements StoreAddress {

    /** For messages: without parameters. */
    public String name() {
      int parameters = url.indexOf('?');
      return url.substring("jdbc:".length(), parameters < 0 ? url.length() : parameters);
    }

    /**
     * @return empty when there is none
     * @throws StoreException when the file cannot be read
     */
    String password() {
      if (passwordFile == null) {
        return System.getenv().getOrDefault(PASSWORD_VARIABLE, "");
      }
      try {
        return Files.readString(passwordFile).strip();
      } catch (IOException e) {
        throw new StoreException(
            "the password of " + name() + " cannot be read from " + passwordFile, e);
      }
    }
  }

  /**
   * What the state directory says; embedded where it says nothing.
   *
   * @throws StoreException when it says something that cannot be read
   */
  static StoreAddress read(Path stateDirectory) {
    Path file = stateDirectory.resolve(FILE);
    if (Files.notExists(file)) {
      return new Embedded();
    }
    try {
      JsonNode json = Json.MAPPER.readTree(Files.readString(file));
      String passwordFile = json.path("passwordFile").asText("");
      return new Server(
          json.required("url").asText(),
          json.required("user").asText(),
          passwordFile.isEmpty() ? null : Path.of(passwordFile));
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(
          file + " does not say where the store is; start Nightjar, which writes it anew", e);
    }
  }

  /** Leaves word in the state directory; the password is never part of it. */
  default void write(StateDirectory directory) {
    Path file = directory.path().resolve(FILE);
    try {
      switch (this) {
        case Embedded embedded -> Files.deleteIfExists(file);
        case Server server -> {
          Map<String, String> words = new TreeMap<>();
          words.put("url", server.url());
          words.put("user", server.user());
          if (server.passwordFile() != null) {
            words.put("passwordFile", server.passwordFile().toAbsolutePath().toString());
          }
          Path fresh = directory.path().resolve(FILE + ".new");
          StateDirectory.createOwnerOnly(fresh);
          Files.writeString(fresh, Json.write(words) + "\n");
          Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      throw new StoreException("cannot write " + file, e);
    }
  }
}
