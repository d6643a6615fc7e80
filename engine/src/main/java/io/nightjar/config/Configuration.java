package io.nightjar.config;

import io.nightjar.gate.Mode;
import io.nightjar.playbook.calendar.CalendarSpec;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All settings of one Nightjar; every key of {@code nightjar.yaml} is a component of a record. */
public record Configuration(
    @Setting("Folder of the store, the audit key, the access token and the compiled playbooks.")
        Path state,
    @Setting("`enforce`, or `dry-run` to try everything without effect.") Mode mode,
    @Setting("The mode of single namespaces, where it differs.") Map<String, Mode> namespaceModes,
    @Setting("Stops all acting, as `nightjar killswitch on` does.") boolean killSwitch,
    @Setting(value = "What is never touched.", key = "protected") ProtectedConfig protection,
    @Setting("Rule files, and folders of them.") List<Path> rules,
    @Setting("Folder with a folder for each playbook.") Path playbooks,
    @Setting("Named times that playbooks may ask for, beside the default ones.")
        Map<String, CalendarConfig> calendars,
    @Setting("Questions to people.") ApprovalsConfig approvals,
    @Setting("How much may happen without a person.") RateLimitConfig rateLimit,
    @Setting("Which cluster to act on.") ClusterConfig cluster,
    @Setting(value = "Whom to tell.", key = "notify") NotifyConfig notices,
    @Setting("The control API.") HttpConfig http,
    @Setting("Name of this node.") String node) {

  public Configuration {
    namespaceModes = Map.copyOf(namespaceModes);
    rules = List.copyOf(rules);
    calendars = Map.copyOf(calendars);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(!rules.isEmpty(), "rules", "names no rules, so nothing would ever be detected")
            .that(!node.isBlank(), "node", "is empty");
    for (Map.Entry<String, CalendarConfig> calendar : calendars.entrySet()) {
      check.that(
          calendar.getKey().matches("[a-z][a-z0-9-]{0,39}"),
          "calendars." + calendar.getKey(),
          "a calendar's name is lower-case letters, digits and dashes, at most 40");
      for (String part : calendar.getValue().parts()) {
        check.that(
            calendars.containsKey(part),
            "calendars." + calendar.getKey(),
            "names a calendar \"" + part + "\" that is not there");
      }
    }
    check.done();
  }

  /** What is in force where the file says nothing. */
  public static Configuration defaults(Surroundings around) {
    return new Configuration(
        stateFolder(around),
        Mode.ENFORCE,
        Map.of(),
        false,
        ProtectedConfig.defaults(),
        List.of(around.home().resolve("rules")),
        around.home().resolve("playbooks"),
        Map.of(
            "night",
            CalendarConfig.daily(around.zone(), "22:00-06:00"),
            "day",
            CalendarConfig.not(around.zone(), "night"),
            "weekend",
            CalendarConfig.days(around.zone(), DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)),
        ApprovalsConfig.defaults(),
        RateLimitConfig.defaults(),
        ClusterConfig.defaults(),
        NotifyConfig.defaults(),
        HttpConfig.defaults(),
        around.environment().getOrDefault("NODE_NAME", around.hostName()));
  }

  private static Path stateFolder(Surroundings around) {
    if (around.root()) {
      return Path.of("/var/lib/nightjar");
    }
    String xdg = around.environment().getOrDefault("XDG_STATE_HOME", "");
    return (xdg.isEmpty() ? around.userHome().resolve(".local/state") : Path.of(xdg))
        .resolve("nightjar");
  }

  public Mode modeOf(String namespace) {
    return namespaceModes.getOrDefault(namespace, mode);
  }

  /**
   * The calendars in the words of the session, by name.
   *
   * @param machine the zone of those that name none
   */
  public List<CalendarSpec> calendarSpecs(ZoneId machine) {
    return new TreeMap<>(calendars)
        .entrySet().stream()
            .map(calendar -> calendar.getValue().spec(calendar.getKey(), machine))
            .toList();
  }

  /** The same with what the command line says instead. */
  public Configuration with(Overrides overrides) {
    Path state = overrides.state();
    Mode mode = overrides.mode();
    Path playbooks = overrides.playbooks();
    Integer port = overrides.port();
    String host = http.listen().host();
    return new Configuration(
        state == null ? this.state : state,
        mode == null ? this.mode : mode,
        mode == null ? namespaceModes : Map.of(),
        killSwitch,
        protection,
        overrides.rules().isEmpty() ? rules : overrides.rules(),
        playbooks == null ? this.playbooks : playbooks,
        calendars,
        approvals,
        rateLimit,
        cluster.with(overrides.kubeconfig(), overrides.practice()),
        notices,
        port == null ? http : new HttpConfig(new ListenAddress(host, port)),
        node);
  }
}
