package io.nightjar.observe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The log as one JSON object a line, under the names of ECS. ASCII alone: nothing that an attacker
 * named means anything to what reads it.
 */
public final class JsonLog extends EncoderBase<ILoggingEvent> {

  /** Under which a thread says which response it works on. */
  public static final String RESPONSE = "response";

  private static final ObjectWriter WRITER =
      new ObjectMapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
  private static final byte[] NOTHING = {};

  /** Writes what goes to the terminal so from now on. */
  public static void use() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
        JsonLog encoder = new JsonLog();
        encoder.setContext(context);
        encoder.start();
        stream.setEncoder(encoder);
      }
    }
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING.clone();
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING.clone();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("@timestamp", event.getInstant().toString());
    line.put("log.level", event.getLevel().toString());
    line.put("message", event.getFormattedMessage());
    line.put("ecs.version", "9.4.0");
    line.put("service.name", "nightjar");
    line.put("log.logger", event.getLoggerName());
    line.put("process.thread.name", event.getThreadName());
    String response = event.getMDCPropertyMap().get(RESPONSE);
    if (response != null) {
      line.put("nightjar.response.id", response);
      line.put("trace.id", TraceIds.trace(response));
    }
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      line.put("error.type", failure.getClassName());
      line.put("error.message", failure.getMessage());
      line.put("error.stack_trace", ThrowableProxyUtil.asString(failure));
    }
    try {
      return (WRITER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.US_ASCII);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text is always JSON", e);
    }
  }
}
