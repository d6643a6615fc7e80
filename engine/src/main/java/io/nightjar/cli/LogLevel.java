package io.nightjar.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.nightjar.rules.RulePriority;
import org.slf4j.LoggerFactory;

/** How much Nightjar says of itself on standard error. */
final class LogLevel {

  private LogLevel() {}

  /** Takes Falco's word for it, unless {@code -Dnightjar.log} says something else. */
  static void set(RulePriority level) {
    if (System.getProperty("nightjar.log") == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("io.nightjar").setLevel(of(level));
    }
  }

  private static Level of(RulePriority level) {
    return switch (level) {
      case EMERGENCY, ALERT, CRITICAL, ERROR -> Level.ERROR;
      case WARNING -> Level.WARN;
      case NOTICE, INFORMATIONAL -> Level.INFO;
      case DEBUG -> Level.DEBUG;
    };
  }
}
