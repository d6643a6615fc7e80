package io.nightjar.config;

/** Where the control API listens. */
public record HttpConfig(
    @Setting("A loopback address and port; port 0 takes any free one.") ListenAddress listen) {

  static HttpConfig defaults() {
    return new HttpConfig(new ListenAddress("127.0.0.1", 2804));
  }
}
