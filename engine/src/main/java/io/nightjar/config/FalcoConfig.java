package io.nightjar.config;

import io.nightjar.rules.OutputAddition;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RulePriority;
import io.nightjar.rules.RuleSelection;
import io.nightjar.rules.RuleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code falco.yaml} says, under Falco's own names: rules, alerts and where alerts go. */
public record FalcoConfig(
    @Setting(
            value = "Rule files and folders, in this order; they take the place of `rules`.",
            key = "rules_files")
        List<Path> rulesFiles,
    @Setting(
            value = "Switches rules on and off, in this order; the last that fits a rule counts.",
            key = "rules")
        List<Switch> rules,
    @Setting("Rules of less severe priorities are not evaluated at all.") RulePriority priority,
    @Setting(
            value =
                "Whether the `first` rule of the files that an event matches answers, or `all`.",
            key = "rule_matching")
        RuleMatching ruleMatching,
    @Setting(
            value = "What is added to outputs; absent, container and pod are added to all.",
            key = "append_output")
        @Nullable List<Append> appendOutput,
    @Setting(value = "Alerts as JSON instead of text.", key = "json_output") boolean jsonOutput,
    @Setting(
            value = "Whether the JSON has `output`, the text with time and priority.",
            key = "json_include_output_property")
        boolean jsonIncludeOutput,
    @Setting(
            value = "Whether the JSON has `message`, the text without time and priority.",
            key = "json_include_message_property")
        boolean jsonIncludeMessage,
    @Setting(
            value = "Whether the JSON has `output_fields`.",
            key = "json_include_output_fields_property")
        boolean jsonIncludeOutputFields,
    @Setting(value = "Whether the JSON has `tags`.", key = "json_include_tags_property")
        boolean jsonIncludeTags,
    @Setting(
            value =
                "Times in texts as `2026-11-20T03:00:00.000000000+0000` instead of the time of"
                    + " day.",
            key = "time_format_iso_8601")
        boolean timeFormatIso8601,
    @Setting(
            value =
                "Whether standard output and file are written in blocks instead of line by line.",
            key = "buffered_outputs")
        boolean bufferedOutputs,
    @Setting(
            value = "After so many milliseconds an output is told to be stuck; an HTTP try ends.",
            key = "output_timeout")
        int outputTimeoutMillis,
    @Setting(value = "What waits for an output.", key = "outputs_queue") Queue outputsQueue,
    @Setting("How many alerts may go out.") Outputs outputs,
    @Setting(value = "Alerts on standard output.", key = "stdout_output") Stdout stdoutOutput,
    @Setting(value = "Alerts appended to a file.", key = "file_output") File fileOutput,
    @Setting(value = "Alerts on the standard input of a program.", key = "program_output")
        Program programOutput,
    @Setting(value = "Alerts posted to an address, such as Falcosidekick's.", key = "http_output")
        Http httpOutput,
    @Setting(value = "Alerts to the syslog of this machine.", key = "syslog_output")
        Syslog syslogOutput,
    @Setting(
            value = "What Nightjar says of itself on standard error: this level and above.",
            key = "log_level",
            reload = Reload.RESTART)
        RulePriority logLevel,
    @Setting(
            value = "Whether changed files are loaded without being asked.",
            key = "watch_config_files",
            reload = Reload.RESTART)
        boolean watchConfigFiles) {

  static final int QUEUE = 8_192;

  /** One line of {@code rules}. */
  public record Switch(
      @Setting("Switches these rules on.") @Nullable Wanted enable,
      @Setting("Switches these rules off.") @Nullable Wanted disable) {
    public Switch {
      InvalidSettings.check()
          .that((enable == null) != (disable == null), "", "must have one of enable and disable")
          .done();
    }

    RuleSelection selection() {
      Wanted wanted = enable == null ? disable : enable;
      return new RuleSelection(
          enable != null, wanted == null ? null : wanted.rule, wanted == null ? null : wanted.tag);
    }
  }

  /** Rules by their name or by a tag. */
  public record Wanted(
      @Setting("Name of the rules; `*` stands for any text.") @Nullable String rule,
      @Setting("A tag of the rules.") @Nullable String tag) {
    public Wanted {
      InvalidSettings.check()
          .that(rule != null || tag != null, "", "must have a rule or a tag")
          .done();
    }
  }

  /** One entry of {@code append_output}. */
  public record Append(
      @Setting("Which rules get it; absent, all do.") @Nullable Match match,
      @Setting(
              value = "Text with fields, added to the output.",
              key = "extra_output",
              absent = "''")
          String extraOutput,
      @Setting(
              value =
                  "Fields that the JSON carries beside: names, or `name: \"text with %fields\"`.",
              key = "extra_fields",
              absent = "[]")
          List<FieldEntry> extraFields,
      @Setting(value = "Adds container and pod.", key = "suggested_output", absent = "false")
          boolean suggestedOutput) {
    public Append {
      extraFields = List.copyOf(extraFields);
    }

    OutputAddition addition() {
      Map<String, String> formats = new LinkedHashMap<>();
      extraFields.forEach(
          entry -> {
            if (!entry.format().isEmpty()) {
              formats.put(entry.name(), entry.format());
            }
          });
      return new OutputAddition(
          match == null ? null : match.source,
          match == null ? Set.of() : Set.copyOf(match.tags),
          match == null ? null : match.rule,
          extraOutput,
          extraFields.stream()
              .filter(entry -> entry.format().isEmpty())
              .map(FieldEntry::name)
              .toList(),
          formats,
          suggestedOutput);
    }
  }

  /** Which rules are meant; all that is said has to fit. */
  public record Match(
      @Setting("`syscall` or `k8s_audit`.") @Nullable String source,
      @Setting(value = "One of these tags.", absent = "[]") List<String> tags,
      @Setting("The name of the rule.") @Nullable String rule) {
    public Match {
      tags = List.copyOf(tags);
    }
  }

  /**
   * A field that alerts carry beside those of their text.
   *
   * @param format empty for the plain field of that name
   */
  public record FieldEntry(
      @Setting("Name of the field.") String name,
      @Setting(value = "Text with fields.", absent = "''") String format) {}

  /** What waits for an output. */
  public record Queue(
      @Setting(
              "So many alerts wait for each output; what comes then is dropped and counted. 0 means"
                  + " 8192.")
          int capacity) {
    public Queue {
      InvalidSettings.check()
          .that(capacity >= 0 && capacity <= 1_000_000, "capacity", "must be between 0 and 1000000")
          .done();
    }

    /** How many may wait. */
    public int bound() {
      return capacity == 0 ? QUEUE : capacity;
    }
  }

  /** How many alerts may go out. */
  public record Outputs(
      @Setting(
              "So many alerts a second over time; what is more is dropped and counted. 0 means any"
                  + " number.")
          int rate,
      @Setting(value = "So many at once after a quiet time.", key = "max_burst") int maxBurst) {
    public Outputs {
      InvalidSettings.check()
          .that(rate >= 0, "rate", "must not be negative")
          .that(maxBurst >= 1, "max_burst", "must be at least 1")
          .done();
    }
  }

  /** Standard output. */
  public record Stdout(@Setting("Whether alerts are printed.") boolean enabled) {}

  /** A file. */
  public record File(
      @Setting("Whether alerts are appended.") boolean enabled,
      @Setting(
              value =
                  "Whether the file stays open between alerts; SIGUSR1 and rotation open it anew.",
              key = "keep_alive")
          boolean keepAlive,
      @Setting("The file.") @Nullable Path filename) {
    public File {
      InvalidSettings.check()
          .that(!enabled || filename != null, "enabled", "needs a filename to write to")
          .done();
    }
  }

  /** A program of the operator. */
  public record Program(
      @Setting("Whether alerts are handed over.") boolean enabled,
      @Setting(
              value =
                  "Whether one program takes all alerts, a line each, or a new one is started for"
                      + " each.",
              key = "keep_alive")
          boolean keepAlive,
      @Setting(
              "The command, run by `/bin/sh -c` as it stands; an alert comes on its standard input,"
                  + " never in the command.")
          String program) {
    public Program {
      InvalidSettings.check()
          .that(!enabled || !program.isBlank(), "enabled", "needs a program to run")
          .done();
    }
  }

  /** An HTTP endpoint. */
  public record Http(
      @Setting("Whether alerts are posted.") boolean enabled,
      @Setting("Where to: the address, `env:NAME` or `file:/path`. Never logged.")
          @Nullable Secret url,
      @Setting(value = "What Nightjar calls itself.", key = "user_agent") String userAgent,
      @Setting("Takes any certificate of the server: whoever is in between can read and forge.")
          boolean insecure,
      @Setting(value = "Certificate of the only authority that is trusted (PEM).", key = "ca_cert")
          @Nullable Path caCert,
      @Setting(value = "Certificates of all that are trusted (PEM).", key = "ca_bundle")
          @Nullable Path caBundle,
      @Setting(
              value = "Folder of the certificates that are trusted; absent, this machine's are.",
              key = "ca_path")
          @Nullable Path caPath,
      @Setting("Whether Nightjar shows a certificate of its own.") boolean mtls,
      @Setting(value = "That certificate, and those that vouch for it (PEM).", key = "client_cert")
          @Nullable Path clientCert,
      @Setting(value = "Its key, not encrypted (PEM).", key = "client_key")
          @Nullable Path clientKey,
      @Setting(
              value = "Sends bodies packed by gzip, until the receiver refuses one.",
              key = "compress_uploads")
          boolean compressUploads,
      @Setting(
              value =
                  "How often an alert is tried again after a time-out, a broken connection, 429 or"
                      + " 5xx.",
              key = "max_consecutive_timeouts")
          int maxConsecutiveTimeouts) {
    public Http {
      InvalidSettings.check()
          .that(!enabled || url != null, "enabled", "needs a url to post to")
          .that(!mtls || clientCert != null, "mtls", "needs client_cert")
          .that(!mtls || clientKey != null, "mtls", "needs client_key")
          .that(
              maxConsecutiveTimeouts >= 0 && maxConsecutiveTimeouts <= 255,
              "max_consecutive_timeouts",
              "must be between 0 and 255")
          .done();
    }
  }

  /** The syslog of this machine. */
  public record Syslog(@Setting("Whether alerts go to `/dev/log`.") boolean enabled) {}

  public FalcoConfig {
    rulesFiles = List.copyOf(rulesFiles);
    rules = List.copyOf(rules);
    appendOutput = appendOutput == null ? null : List.copyOf(appendOutput);
    InvalidSettings.check()
        .that(outputTimeoutMillis >= 1, "output_timeout", "must be at least 1 millisecond")
        .done();
  }

  static FalcoConfig defaults() {
    return new FalcoConfig(
        List.of(),
        List.of(),
        RulePriority.DEBUG,
        RuleMatching.FIRST,
        null,
        false,
        true,
        false,
        true,
        true,
        false,
        false,
        2_000,
        new Queue(0),
        new Outputs(0, 1_000),
        new Stdout(false),
        new File(false, false, null),
        new Program(false, false, ""),
        new Http(false, null, "nightjar", false, null, null, null, false, null, null, false, 5),
        new Syslog(false),
        RulePriority.WARNING,
        true);
  }

  /**
   * How rules are loaded and evaluated.
   *
   * @param hostname what {@code evt.hostname} answers
   */
  public RuleSettings ruleSettings(String hostname) {
    return new RuleSettings(
        priority,
        ruleMatching,
        appendOutput == null,
        hostname,
        appendOutput == null ? List.of() : appendOutput.stream().map(Append::addition).toList(),
        rules.stream().map(Switch::selection).toList());
  }

  /** How long an output may take before it is told to be stuck. */
  public Duration outputTimeout() {
    return Duration.ofMillis(outputTimeoutMillis);
  }
}
