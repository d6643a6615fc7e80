package io.nightjar.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What Nightjar tells of itself to those who watch over it. */
public record ObserveConfig(
    @Setting("The log on standard error: `text` for people, `json` for collectors.") LogFormat logs,
    @Setting("Metrics for Prometheus, at `/metrics`.") Metrics metrics,
    @Setting("Traces of responses, by OpenTelemetry.") Traces traces) {

  /** How the log is written. */
  public enum LogFormat {
    TEXT,
    JSON
  }

  /** Metrics. */
  public record Metrics(
      @Setting("Whether anybody who reaches the server may read them; otherwise only who may view.")
          boolean open,
      @Setting(
              "An address of its own for metrics and health alone, such as `0.0.0.0:9464`; whoever"
                  + " reaches it may read them.")
          @Nullable ListenAddress listen,
      @Setting(
              "Counters of single rules, for so many rules at most; those that match later count"
                  + " as `other`.")
          int rulesAtMost) {
    public Metrics {
      InvalidSettings.check()
          .that(rulesAtMost >= 0 && rulesAtMost <= 10_000, "rulesAtMost", "is between 0 and 10000")
          .done();
    }
  }

  /** Traces. */
  public record Traces(
      @Setting(
              "Where they go by OTLP over HTTP, such as `http://collector:4318/v1/traces`; absent,"
                  + " OTEL_EXPORTER_OTLP_ENDPOINT counts, and where that is not set there are"
                  + " none.")
          @Nullable URI endpoint,
      @Setting(
              "Value of the header Authorization: `env:NAME`, `file:/path` or the text itself."
                  + " Never logged.")
          @Nullable Secret authorization) {}

  static ObserveConfig defaults() {
    return new ObserveConfig(LogFormat.TEXT, new Metrics(false, null, 200), new Traces(null, null));
  }
}
