package io.nightjar.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.nightjar.config.Configuration;
import io.nightjar.config.ObserveConfig;
import io.nightjar.observe.JsonLog;
import io.nightjar.rules.RulePriority;
import org.slf4j.LoggerFactory;

/** How much Nightjar says of itself on standard error, and in what form. */
final class OwnLog {

  private OwnLog() {}

  /** As the configuration has it. */
  static void use(Configuration configuration) {
    level(configuration.falco().logLevel());
    if (configuration.observe().logs() == ObserveConfig.LogFormat.JSON) {
      JsonLog.use();
    }
  }

  /** Takes Falco's word for it, unless {@code -Dnightjar.log} says something else. */
  private static void level(RulePriority level) {
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
