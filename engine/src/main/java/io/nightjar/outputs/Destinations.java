package io.nightjar.outputs;

import io.nightjar.alert.AlertOutput;
import io.nightjar.alert.AlertOutputs;
import io.nightjar.alert.FileOutput;
import io.nightjar.alert.HttpOutput;
import io.nightjar.alert.ProgramOutput;
import io.nightjar.alert.Rotation;
import io.nightjar.alert.StreamOutput;
import io.nightjar.alert.SyslogLink;
import io.nightjar.alert.SyslogOutput;
import io.nightjar.config.OutputConfig;
import io.nightjar.config.Secret;
import io.nightjar.config.SyslogAddress;
import io.nightjar.tls.OutwardTls;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** From what the configuration says to a place that takes lines. */
final class Destinations {

  private static final long MEGABYTE = 1_000_000;

  private final Map<String, String> environment;
  private final String hostname;
  private final OutputStream standardOutput;
  private final InstantSource clock;

  /**
   * @param hostname as syslog messages give it
   */
  Destinations(
      Map<String, String> environment,
      String hostname,
      OutputStream standardOutput,
      InstantSource clock) {
    this.environment = environment;
    this.hostname = hostname;
    this.standardOutput = standardOutput;
    this.clock = clock;
  }

  /**
   * @throws IllegalStateException naming the output and what of it cannot be used; tells no secret
   */
  AlertOutput of(String name, OutputConfig config) {
    try {
      return made(name, config);
    } catch (IllegalStateException e) {
      // the parts speak of Falco's key
      String why = String.valueOf(e.getMessage()).replaceFirst("^http_output(\\.url)?:? ?", "");
      throw new IllegalStateException(
          why.startsWith("outputs.") ? why : "outputs." + name + ": " + why);
    }
  }

  private AlertOutput made(String name, OutputConfig config) {
    OutputConfig.Http http = config.http() == null ? config.falcosidekick() : config.http();
    if (http != null) {
      String kind = config.http() == null ? ".falcosidekick" : ".http";
      return http("outputs." + name + kind + ".tls", http, config);
    }
    OutputConfig.File file = config.file();
    if (file != null) {
      return file(file);
    }
    OutputConfig.Program program = config.program();
    if (program != null) {
      return new ProgramOutput(program.command(), program.keepAlive(), config.timeout());
    }
    OutputConfig.Syslog syslog = config.syslog();
    return syslog == null
        ? new StreamOutput(standardOutput, false)
        : syslog("outputs." + name + ".syslog.tls", syslog, config.timeout());
  }

  private FileOutput file(OutputConfig.File config) {
    Path folder = config.path().toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalStateException("there is no folder " + folder);
    }
    return new FileOutput(
        config.path(),
        true,
        false,
        new Rotation(config.maxMegabytes() * MEGABYTE, config.maxAge(), config.keep(), clock));
  }

  private HttpOutput http(String tls, OutputConfig.Http config, OutputConfig output) {
    Secret authorization = config.authorization();
    return new HttpOutput(
        new HttpOutput.Settings(
            AlertOutputs.address(config.url().reveal(environment)),
            "nightjar",
            output.format() == OutputConfig.Format.CEF ? "text/plain" : "application/json",
            output.timeout(),
            config.retries(),
            false,
            authorization == null ? null : authorization.reveal(environment)),
        OutwardTls.contextOf(OutwardTls.of(config.tls(), tls)),
        Thread::sleep);
  }

  private SyslogOutput syslog(String tls, OutputConfig.Syslog config, Duration timeout) {
    SyslogAddress address = config.address();
    return new SyslogOutput(
        opening(tls, config, timeout),
        new SyslogOutput.Header(
            config.facility(),
            address.transport() == SyslogAddress.Transport.LOCAL ? null : hostname),
        clock);
  }

  private static SyslogOutput.Opening opening(
      String tls, OutputConfig.Syslog config, Duration timeout) {
    String host = config.address().host();
    int port = config.address().port();
    return switch (config.address().transport()) {
      case LOCAL -> () -> SyslogLink.local(SyslogOutput.LOCAL);
      case UDP -> () -> SyslogLink.udp(host, port);
      case TCP -> () -> SyslogLink.tcp(host, port, timeout);
      case TLS -> {
        OutwardTls own = OutwardTls.of(config.tls(), tls);
        SSLSocketFactory sockets =
            own == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : own.sockets();
        boolean named = own != null && own.serverName() != null;
        yield () -> SyslogLink.tls(host, port, timeout, sockets, named);
      }
    };
  }
}
