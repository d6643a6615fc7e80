package io.nightjar.config;

import java.time.Duration;

/** How much one port takes at once, and how slowly it may come. */
public record LimitsConfig(
    @Setting("So many connections at once; what comes then is closed and counted.") int connections,
    @Setting("So many of them from one client: an address, or a /64 network of IPv6.")
        int connectionsPerClient,
    @Setting(
            "So many requests a second from one client over time; what is more is answered with"
                + " 429 and counted. 0 means any number.")
        int requestsPerSecond,
    @Setting("So many at once after a quiet time.") int burst,
    @Setting("So many bytes of one request's line and headers; more is answered with 431.")
        int headerBytes,
    @Setting("They, and a TLS handshake, must be here in that time; else 408, or the end.")
        Duration headerWithin,
    @Setting("A body must be here in that time, whatever its size; else 408.") Duration bodyWithin,
    @Setting("After five seconds a body that comes more slowly than that is answered with 408.")
        int bodyBytesPerSecond,
    @Setting(
            "So many bytes of bodies and large answers are held in memory at once; what is more is"
                + " answered with 503.")
        int bytesInFlight,
    @Setting("So many clients follow events at once; more are answered with 503.") int streams) {

  public LimitsConfig {
    InvalidSettings.check()
        .that(connections > 0, "connections", "must be more than 0")
        .that(connectionsPerClient > 0, "connectionsPerClient", "must be more than 0")
        .that(requestsPerSecond >= 0, "requestsPerSecond", "must not be negative")
        .that(burst > 0, "burst", "must be more than 0")
        .that(
            headerBytes >= 1_024 && headerBytes <= 1_048_576,
            "headerBytes",
            "must be between 1024 and 1048576")
        .that(headerWithin.isPositive(), "headerWithin", "must be more than nothing")
        .that(bodyWithin.isPositive(), "bodyWithin", "must be more than nothing")
        .that(bodyBytesPerSecond >= 0, "bodyBytesPerSecond", "must not be negative")
        .that(bytesInFlight >= 65_536, "bytesInFlight", "must be at least 65536")
        .that(streams >= 0, "streams", "must not be negative")
        .done();
  }

  public static LimitsConfig defaults() {
    return new LimitsConfig(
        512,
        128,
        100,
        500,
        16_384,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        1_024,
        64 * 1_024 * 1_024,
        100);
  }

  /** Of one whose clients must not be told to come again later, since they would not. */
  public LimitsConfig atAnyRate() {
    return new LimitsConfig(
        connections,
        connectionsPerClient,
        0,
        burst,
        headerBytes,
        headerWithin,
        bodyWithin,
        bodyBytesPerSecond,
        bytesInFlight,
        streams);
  }
}
