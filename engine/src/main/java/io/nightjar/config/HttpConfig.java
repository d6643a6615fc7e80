package io.nightjar.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the control API listens. */
public record HttpConfig(
    @Setting("A loopback address and port; port 0 takes any free one.") ListenAddress listen,
    @Setting(
            "The address by which people reach it, such as that of a proxy with TLS; links in"
                + " notices begin with it. Only links are served under it.")
        @Nullable URI publicUrl) {

  HttpConfig withPort(int port) {
    return new HttpConfig(new ListenAddress(listen.host(), port), publicUrl);
  }

  static HttpConfig defaults() {
    return new HttpConfig(new ListenAddress("127.0.0.1", 2804), null);
  }
}
