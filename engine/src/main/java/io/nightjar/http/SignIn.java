package io.nightjar.http;

import java.util.List;
import java.util.Set;

/**
 * How people and programs come in by the control API, beside who holds the state folder's token.
 */
public interface SignIn {

  /**
   * The door of the API on one port of this server; asked once for each, before it serves.
   *
   * @param token lets in who holds the state folder's token; on a port that others can reach, it
   *     keeps everybody outside
   * @param hosts values of the Host header that name this server, in lower case
   */
  Door door(Door token, Set<String> hosts);

  /** What the API has beside its own routes. */
  default List<Route> routes() {
    return List.of();
  }

  /** Whether anybody can come in who does not hold the token. */
  boolean open();

  /** Nobody but who holds the token. */
  SignIn TOKEN_ONLY =
      new SignIn() {
        @Override
        public Door door(Door token, Set<String> hosts) {
          return token;
        }

        @Override
        public boolean open() {
          return false;
        }
      };
}
