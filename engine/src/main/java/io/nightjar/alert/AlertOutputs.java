package io.nightjar.alert;

import io.nightjar.config.FalcoConfig;
import io.nightjar.config.Secret;
import io.nightjar.config.SecretFiles;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of one configuration, ready to be started. Made whole before anything that runs is
 * touched: what cannot be read is told now.
 */
public final class AlertOutputs {

  private static final Duration PROGRAM_PATIENCE = Duration.ofSeconds(10);

  /**
   * One output that waits to be started.
   *
   * @param name for people: {@code http}
   * @param place under which it counts: {@code alerts http}
   * @param capacity how many alerts may wait for it
   * @param settings what it is made of; one with equal settings does the same
   */
  public record Planned(
      String name,
      String place,
      AlertOutput output,
      AlertLines lines,
      int capacity,
      Object settings) {}

  private final FalcoConfig config;
  private final List<Planned> planned;

  private AlertOutputs(FalcoConfig config, List<Planned> planned) {
    this.config = config;
    this.planned = List.copyOf(planned);
  }

  /**
   * @param hostname what alerts give as theirs
   * @param standardOutput for {@code stdout_output}
   * @param clock for the time of syslog messages
   * @throws IllegalStateException naming the key or the file that cannot be used; tells no secret
   */
  public static AlertOutputs of(
      FalcoConfig config,
      String hostname,
      Map<String, String> environment,
      OutputStream standardOutput,
      InstantSource clock) {
    AlertWriter writer = new AlertWriter(AlertShape.of(config), hostname);
    boolean buffered = config.bufferedOutputs();
    Map<String, AlertOutput> all = new LinkedHashMap<>();
    if (config.stdoutOutput().enabled()) {
      all.put("stdout", new StreamOutput(standardOutput, buffered));
    }
    Path file = config.fileOutput().filename();
    if (config.fileOutput().enabled() && file != null) {
      all.put("file", file(file, config.fileOutput().keepAlive(), buffered));
    }
    FalcoConfig.Program program = config.programOutput();
    if (program.enabled()) {
      all.put(
          "program", new ProgramOutput(program.program(), program.keepAlive(), patience(config)));
    }
    Secret url = config.httpOutput().url();
    if (config.httpOutput().enabled() && url != null) {
      all.put("http", http(config, writer, url.reveal(environment)));
    }
    if (config.syslogOutput().enabled()) {
      all.put("syslog", SyslogOutput.ofThisMachine(clock));
    }
    int capacity = config.outputsQueue().bound();
    return new AlertOutputs(
        config,
        all.entrySet().stream()
            .map(
                each ->
                    new Planned(
                        each.getKey(),
                        "alerts " + each.getKey(),
                        each.getValue(),
                        writer,
                        capacity,
                        settings(each.getKey(), config, hostname)))
            .toList());
  }

  private static Object settings(String name, FalcoConfig config, String hostname) {
    Object own =
        switch (name) {
          case "file" -> config.fileOutput();
          case "program" -> config.programOutput();
          case "http" -> List.of(config.httpOutput(), SecretFiles.contents(config.httpOutput()));
          default -> name;
        };
    return List.of(
        own,
        AlertShape.of(config),
        hostname,
        config.bufferedOutputs(),
        config.outputTimeout(),
        config.outputsQueue());
  }

  /** These and others. */
  public AlertOutputs with(List<Planned> others) {
    List<Planned> all = new ArrayList<>(planned);
    all.addAll(others);
    return new AlertOutputs(config, all);
  }

  private static FileOutput file(Path file, boolean keepOpen, boolean buffered) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalStateException("file_output: there is no folder " + folder);
    }
    return new FileOutput(file, keepOpen, buffered);
  }

  private static Duration patience(FalcoConfig config) {
    Duration timeout = config.outputTimeout();
    return timeout.compareTo(PROGRAM_PATIENCE) > 0 ? timeout : PROGRAM_PATIENCE;
  }

  private static HttpOutput http(FalcoConfig config, AlertWriter writer, String url) {
    FalcoConfig.Http http = config.httpOutput();
    return new HttpOutput(
        new HttpOutput.Settings(
            address(url),
            http.userAgent(),
            writer.contentType(),
            config.outputTimeout(),
            http.maxConsecutiveTimeouts(),
            http.compressUploads()),
        HttpTrust.of(http),
        Thread::sleep);
  }

  /**
   * @throws IllegalStateException that does not tell the text
   */
  public static URI address(String text) {
    @Nullable URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      uri = null;
    }
    if (uri == null
        || uri.getHost() == null
        || !List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
      // neither the text nor a cause: both would tell the secret
      throw new IllegalStateException("http_output.url is no address of http:// or https://");
    }
    return uri;
  }

  /** Lets go of what is not started after all. */
  public void discard() {
    planned.forEach(each -> each.output().close());
  }

  /** What would be started. */
  public List<Planned> planned() {
    return planned;
  }

  FalcoConfig config() {
    return config;
  }
}
