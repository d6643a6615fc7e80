package io.nightjar.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the control API listens. */
public record HttpConfig(
    @Setting(
            "An address and port; port 0 takes any free one. Beyond this machine it needs `tls`, a"
                + " `publicUrl`, and a way to sign in; the command line then has a port of its"
                + " own.")
        ListenAddress listen,
    @Setting(
            "The address by which people reach it, such as that of a proxy with TLS; links in"
                + " notices begin with it.")
        @Nullable URI publicUrl,
    @Setting("TLS of `listen`.") @Nullable TlsConfig tls,
    @Setting("How much it takes at once, and how slowly it may come.") LimitsConfig limits,
    @Setting("Who comes in, and how they show who they are.") SignInConfig signIn) {

  public HttpConfig {
    InvalidSettings.check()
        .that(
            listen.loopback() || tls != null,
            "listen",
            "is reached from beyond this machine, so it needs http.tls; use 127.0.0.1, ::1 or"
                + " localhost behind a proxy of your own")
        .that(
            listen.loopback() || publicUrl != null,
            "listen",
            "is reached from beyond this machine, so http.publicUrl must say by what address")
        .done();
  }

  /** With the usual limits. */
  public HttpConfig(ListenAddress listen, @Nullable URI publicUrl, @Nullable TlsConfig tls) {
    this(listen, publicUrl, tls, LimitsConfig.defaults(), SignInConfig.defaults());
  }

  HttpConfig withPort(int port) {
    return new HttpConfig(listen.withPort(port), publicUrl, tls, limits, signIn);
  }

  /** Whether only programs of this machine reach it, without TLS. */
  public boolean local() {
    return listen.loopback() && tls == null;
  }

  /** On this machine alone. */
  public static HttpConfig on(ListenAddress listen, @Nullable URI publicUrl) {
    return new HttpConfig(listen, publicUrl, null);
  }

  static HttpConfig defaults() {
    return on(new ListenAddress("127.0.0.1", 2804), null);
  }
}
