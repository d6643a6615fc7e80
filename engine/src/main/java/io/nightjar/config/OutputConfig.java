package io.nightjar.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One place that detections and what becomes of responses go to; it has one destination. */
public record OutputConfig(
    @Setting(
            value =
                "`json` as Falco writes alerts; `ecs`, `ocsf` or `cef` for what the audit log"
                    + " takes, in the words of Elastic, of OCSF or of ArcSight.",
            absent = "json")
        Format format,
    @Setting(
            value =
                "What goes there as `json`: `responses`, `detections`. The audit log has all of"
                    + " it.",
            absent = "[responses]")
        List<Content> what,
    @Setting(
            value = "So many wait for it as `json`; what comes then is dropped and counted.",
            absent = "8192")
        int capacity,
    @Setting(value = "How long one try may take.", absent = "5s") Duration timeout,
    @Setting(value = "To standard output.", absent = "false") boolean stdout,
    @Setting("To a file.") @Nullable File file,
    @Setting("To the standard input of a program.") @Nullable Program program,
    @Setting("Posted to an address, one JSON object each.") @Nullable Http http,
    @Setting("To a syslog.") @Nullable Syslog syslog,
    @Setting("To a Falcosidekick, and with it to all that it reaches; as `json` alone.")
        @Nullable Http falcosidekick) {

  /** In whose words. */
  public enum Format {
    JSON,
    ECS,
    OCSF,
    CEF
  }

  /** What is told. */
  public enum Content {
    RESPONSES,
    DETECTIONS
  }

  /** A file that is begun anew from time to time. */
  public record File(
      @Setting("The file; its folder has to be there.") Path path,
      @Setting(value = "Begun anew before it is larger than so many megabytes.", absent = "100")
          int maxMegabytes,
      @Setting(value = "Begun anew when it is so old.", absent = "7d") Duration maxAge,
      @Setting(value = "So many older ones are kept, as `NAME.1`, the newest.", absent = "7")
          int keep) {
    public File {
      InvalidSettings.check()
          .that(maxMegabytes >= 1 && maxMegabytes <= 100_000, "maxMegabytes", "is 1 to 100000")
          .that(maxAge.compareTo(Duration.ofMinutes(1)) >= 0, "maxAge", "must be at least 1m")
          .that(keep >= 0 && keep <= 1_000, "keep", "is between 0 and 1000")
          .done();
    }
  }

  /** A program of the operator. */
  public record Program(
      @Setting("The command, run by `/bin/sh -c` as it stands; what is told comes on its input.")
          String command,
      @Setting(
              value = "Whether one program takes all, a line each, or a new one each.",
              absent = "true")
          boolean keepAlive) {
    public Program {
      InvalidSettings.check().that(!command.isBlank(), "command", "is empty").done();
    }
  }

  /** An HTTP endpoint. */
  public record Http(
      @Setting("Where to: `env:NAME`, `file:/path` or the address itself. Never logged.")
          Secret url,
      @Setting("Value of the header Authorization, given like `url`.")
          @Nullable Secret authorization,
      @Setting("Whom to trust there, and with what to show ourselves.")
          @Nullable OutwardTlsConfig tls,
      @Setting(value = "How often it is tried again.", absent = "5") int retries) {
    public Http {
      InvalidSettings.check()
          .that(retries >= 0 && retries <= 20, "retries", "is between 0 and 20")
          .done();
    }
  }

  /** A syslog. */
  public record Syslog(
      @Setting(
              value =
                  "`local`, or a server as `udp://host:514`, `tcp://host:601`, `tls://host:6514`.",
              absent = "local")
          SyslogAddress address,
      @Setting(value = "Number of the facility: 1 is user, 10 authpriv, 16 local0.", absent = "1")
          int facility,
      @Setting("Whom to trust there, and with what to show ourselves.")
          @Nullable OutwardTlsConfig tls) {
    public Syslog {
      InvalidSettings.check()
          .that(facility >= 0 && facility <= 23, "facility", "is between 0 and 23")
          .that(
              address.transport() == SyslogAddress.Transport.TLS || tls == null,
              "address",
              "must be tls:// for tls to mean anything")
          .done();
    }
  }

  public OutputConfig {
    what = List.copyOf(what);
    List<String> destinations = destinations(stdout, file, program, http, syslog, falcosidekick);
    InvalidSettings.check()
        .that(
            destinations.size() == 1,
            "",
            "has one destination: stdout, file, program, http, syslog or falcosidekick"
                + (destinations.isEmpty() ? "" : ", not " + String.join(" and ", destinations)))
        .that(!what.isEmpty(), "what", "names nothing that would be told")
        .that(capacity >= 1 && capacity <= 1_000_000, "capacity", "is between 1 and 1000000")
        .that(
            timeout.isPositive() && timeout.compareTo(Duration.ofMinutes(5)) <= 0,
            "timeout",
            "is longer than nothing and at most 5m")
        .that(
            format == Format.JSON || falcosidekick == null,
            "format",
            "must be json: Falcosidekick takes nothing else")
        .done();
  }

  private static List<String> destinations(
      boolean stdout,
      @Nullable File file,
      @Nullable Program program,
      @Nullable Http http,
      @Nullable Syslog syslog,
      @Nullable Http falcosidekick) {
    List<String> all = new ArrayList<>();
    note(all, "stdout", stdout);
    note(all, "file", file != null);
    note(all, "program", program != null);
    note(all, "http", http != null);
    note(all, "syslog", syslog != null);
    note(all, "falcosidekick", falcosidekick != null);
    return all;
  }

  private static void note(List<String> all, String name, boolean there) {
    if (there) {
      all.add(name);
    }
  }

  /** Whether it takes what the audit log takes, from where it was. */
  public boolean followsAudit() {
    return format != Format.JSON;
  }
}
