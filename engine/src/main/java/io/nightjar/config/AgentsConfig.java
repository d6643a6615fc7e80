package io.nightjar.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The agents on the nodes: where they are heard, and who counts as one. */
public record AgentsConfig(
    @Setting(
            "Address and port of its own for agents; off where absent, and `127.0.0.1:2805` for"
                + " `nightjar engine`. Beyond this machine it needs `tls`.")
        @Nullable ListenAddress listen,
    @Setting(
            "TLS of `listen`. With `clientCa`, a client certificate is an agent of the node that"
                + " it names, so let that authority sign nothing else.")
        @Nullable TlsConfig tls,
    @Setting(
            "Service accounts whose tokens for the audience `nightjar-agents` are those of agents,"
                + " by their full names.")
        List<String> serviceAccounts,
    @Setting("How much it takes at once, and how slowly it may come.") LimitsConfig limits) {

  private static final Pattern ACCOUNT =
      Pattern.compile(
          "system:serviceaccount:[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
              + ":[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /** Where an engine without a driver of its own hears its agents when nothing else is said. */
  public static final ListenAddress USUAL = new ListenAddress("127.0.0.1", 2805);

  public AgentsConfig {
    serviceAccounts = List.copyOf(serviceAccounts);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(
                listen == null || listen.loopback() || tls != null,
                "listen",
                "is reached from beyond this machine, so it needs agents.tls")
            .that(
                listen == null
                    || !serviceAccounts.isEmpty()
                    || (tls != null && tls.clientCa() != null),
                "serviceAccounts",
                "is empty and there is no agents.tls.clientCa, so nobody could be an agent");
    for (String account : serviceAccounts) {
      check.that(
          ACCOUNT.matcher(account).matches(),
          "serviceAccounts",
          "\"" + account + "\" is no full name like system:serviceaccount:nightjar:nightjar-agent");
    }
    check.done();
  }

  AgentsConfig listening() {
    return listen == null ? new AgentsConfig(USUAL, tls, serviceAccounts, limits) : this;
  }

  static AgentsConfig defaults() {
    return new AgentsConfig(
        null,
        null,
        List.of("system:serviceaccount:nightjar:nightjar-agent"),
        new LimitsConfig(
            20_000,
            128,
            0,
            500,
            16_384,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            1_024,
            64 * 1_024 * 1_024,
            100));
  }
}
