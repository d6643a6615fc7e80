package io.nightjar.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLogTest {

  private final LoggerContext context = new LoggerContext();

  @Test
  void anEntryIsOneLineOfAsciiWhateverWasNamedInIt() throws IOException {
    String line = line("\u001b[2J \u202e \n{\"log.level\":\"FAKE\"} \u00e4", null, Map.of());
    assertThat(line).matches("\\p{ASCII}*\n").doesNotContain("\u001b");
    assertThat(line.strip()).doesNotContain("\n");
    JsonNode entry = new ObjectMapper().readTree(line);
    assertThat(entry.path("log.level").asText()).isEqualTo("WARN");
    assertThat(entry.path("message").asText()).startsWith("\u001b[2J \u202e \n{");
    assertThat(entry.path("@timestamp").asText()).endsWith("Z");
    assertThat(entry.has("trace.id")).isFalse();
  }

  @Test
  void whatBelongsToAResponseNamesItAndItsTrace() throws IOException {
    JsonNode entry =
        new ObjectMapper()
            .readTree(line("x", new IOException("full"), Map.of(JsonLog.RESPONSE, "r-1")));
    assertThat(entry.path("nightjar.response.id").asText()).isEqualTo("r-1");
    assertThat(entry.path("trace.id").asText()).isEqualTo(TraceIds.trace("r-1"));
    assertThat(entry.path("error.message").asText()).isEqualTo("full");
    assertThat(entry.path("error.stack_trace").asText()).contains("JsonLogTest");
  }

  private String line(String message, @Nullable Throwable failure, Map<String, String> about) {
    LoggingEvent event =
        new LoggingEvent(
            "x", context.getLogger("io.nightjar.Test"), Level.WARN, message, failure, null);
    event.setMDCPropertyMap(about);
    return new String(new JsonLog().encode(event), StandardCharsets.UTF_8);
  }
}
