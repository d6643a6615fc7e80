package io.nightjar.http;

import java.net.URI;
import java.time.Instant;

/**
 * A link with which one person can sign in once; it prints without its secret.
 *
 * @param until it is good for nothing from then on
 */
public record IssuedLink(URI url, Instant until) {

  @Override
  public String toString() {
    return "IssuedLink[until=" + until + "]";
  }
}
