package io.nightjar.observe;

import io.nightjar.config.ObserveConfig;
import io.nightjar.config.Secret;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends traces by OTLP over HTTP, as the configuration and the standard variables of OpenTelemetry
 * say; the configuration wins.
 */
public final class Otlp {

  private static final org.slf4j.Logger log = org.slf4j.LoggerFactory.getLogger(Otlp.class);

  /** The exporter tells of each failure here; a queue that counts them says it once. */
  private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, String> environment;

  private Otlp(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @param version of this Nightjar
   * @return one that makes none where nobody says where they go
   */
  public static ResponseTraces traces(
      ObserveConfig.Traces config, Map<String, String> environment, String node, String version) {
    return new Otlp(environment).of(config, node, version);
  }

  private ResponseTraces of(ObserveConfig.Traces config, String node, String version) {
    String endpoint = endpoint(config);
    if (endpoint == null || text("OTEL_SDK_DISABLED", "false").equalsIgnoreCase("true")) {
      return ResponseTraces.off();
    }
    String protocol =
        text("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", text("OTEL_EXPORTER_OTLP_PROTOCOL", ""));
    if (config.endpoint() == null && protocol.equals("grpc")) {
      log.warn("no traces: OTLP is spoken over HTTP here, not over gRPC");
      return ResponseTraces.off();
    }
    EXPORTER_LOG.setLevel(Level.OFF);
    Duration timeout = timeout();
    SpanQueue queue = new SpanQueue(exporter(config, endpoint, timeout), timeout);
    GivenIds ids = new GivenIds();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setSampler(Sampler.alwaysOn()) // a trace is sampled as a whole, by its id
            .setResource(resource(node, version))
            .addSpanProcessor(queue)
            .build();
    Sampler sampler = sampler();
    return ResponseTraces.to(
        new ResponseTraces.Exporting(
            provider.get("io.nightjar"),
            ids,
            trace ->
                sampler
                        .shouldSample(
                            Context.root(),
                            trace,
                            "",
                            SpanKind.INTERNAL,
                            Attributes.empty(),
                            List.of())
                        .getDecision()
                    == SamplingDecision.RECORD_AND_SAMPLE,
            queue,
            provider::close));
  }

  private @Nullable String endpoint(ObserveConfig.Traces config) {
    if (config.endpoint() != null) {
      return config.endpoint().toString();
    }
    String own = text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "");
    if (!own.isEmpty()) {
      return own;
    }
    String base = text("OTEL_EXPORTER_OTLP_ENDPOINT", "");
    return base.isEmpty() ? null : base + (base.endsWith("/") ? "" : "/") + "v1/traces";
  }

  private OtlpHttpSpanExporter exporter(
      ObserveConfig.Traces config, String endpoint, Duration timeout) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint).setTimeout(timeout);
    pairs(text("OTEL_EXPORTER_OTLP_HEADERS", ""), builder::addHeader);
    pairs(text("OTEL_EXPORTER_OTLP_TRACES_HEADERS", ""), builder::addHeader);
    if (text("OTEL_EXPORTER_OTLP_COMPRESSION", "").equals("gzip")) {
      builder.setCompression("gzip");
    }
    Secret authorization = config.authorization();
    if (authorization != null) {
      builder.addHeader("Authorization", authorization.reveal(environment));
    }
    return builder.build();
  }

  private Duration timeout() {
    String millis =
        text("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", text("OTEL_EXPORTER_OTLP_TIMEOUT", ""));
    return millis.matches("[1-9]\\d{0,7}") ? Duration.ofMillis(Long.parseLong(millis)) : TIMEOUT;
  }

  private Sampler sampler() {
    String name = text("OTEL_TRACES_SAMPLER", "always_on");
    if (name.endsWith("always_off")) {
      return Sampler.alwaysOff();
    }
    String ratio = text("OTEL_TRACES_SAMPLER_ARG", "1");
    return name.endsWith("traceidratio") && ratio.matches("0(\\.\\d+)?|1(\\.0+)?")
        ? Sampler.traceIdRatioBased(Double.parseDouble(ratio))
        : Sampler.alwaysOn();
  }

  private Resource resource(String node, String version) {
    AttributesBuilder attributes = Attributes.builder();
    attributes.put("host.name", node);
    attributes.put("service.version", version);
    attributes.put("service.name", "nightjar");
    pairs(text("OTEL_RESOURCE_ATTRIBUTES", ""), attributes::put);
    String name = text("OTEL_SERVICE_NAME", "");
    if (!name.isEmpty()) {
      attributes.put("service.name", name);
    }
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  /** {@code key=value,key=value}, values percent-encoded (W3C Baggage). */
  private static void pairs(String text, BiConsumer<String, String> each) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          all.put(
              pair.substring(0, equals).strip(),
              URLDecoder.decode(
                  pair.substring(equals + 1).strip().replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          log.warn("a variable of OpenTelemetry holds a value that is not well percent-encoded");
        }
      }
    }
    all.forEach(each);
  }

  private String text(String name, String otherwise) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }
}
