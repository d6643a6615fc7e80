package io.nightjar.config;

import io.nightjar.gate.Mode;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.rules.RuleSettings;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All settings of one Nightjar; every key of {@code nightjar.yaml} is a component of a record. */
public record Configuration(
    @Setting(
            value =
                "Folder of the store, the audit key, the access token and the compiled playbooks.",
            reload = Reload.RESTART)
        Path state,
    @Setting(
            value = "Where detections, responses, incidents, timers and the audit log are.",
            reload = Reload.RESTART)
        StoreConfig store,
    @Setting(
            value =
                "Several engines share deciding over this Kafka; without it one engine decides"
                    + " alone, and needs none.",
            reload = Reload.RESTART)
        @Nullable KafkaConfig kafka,
    @Setting(value = "What the store forgets, and when.", reload = Reload.AT_ONCE)
        RetentionConfig retention,
    @Setting(
            value =
                "`enforce`, or `dry-run` to try everything without effect; where nothing is said,"
                    + " `enforce` on the practice cluster and `dry-run` on any other.",
            reload = Reload.AT_ONCE)
        @Nullable Mode mode,
    @Setting(value = "The mode of single namespaces, where it differs.", reload = Reload.AT_ONCE)
        Map<String, Mode> namespaceModes,
    @Setting(value = "Stops all acting, as `nightjar killswitch on` does.", reload = Reload.AT_ONCE)
        boolean killSwitch,
    @Setting(
            value =
                "A ConfigMap, as `namespace/name`, that stops all acting while it exists, unless"
                    + " its key `engaged` is `false`; in a pod, `nightjar-kill-switch` of its"
                    + " namespace.",
            reload = Reload.RESTART)
        @Nullable String killSwitchConfigMap,
    @Setting(value = "What is never touched.", key = "protected", reload = Reload.AT_ONCE)
        ProtectedConfig protection,
    @Setting(value = "Rule files, and folders of them.", reload = Reload.AT_ONCE) List<Path> rules,
    @Setting(
            value =
                "The playbooks: their folder, or a section that also says how far they are"
                    + " trusted.",
            key = "playbooks",
            reload = Reload.AT_ONCE)
        PlaybooksConfig playbookSettings,
    @Setting(
            value = "Named times that playbooks may ask for, beside the default ones.",
            reload = Reload.AT_ONCE)
        Map<String, CalendarConfig> calendars,
    @Setting(value = "Questions to people.", reload = Reload.AT_ONCE) ApprovalsConfig approvals,
    @Setting(value = "How fast Nightjar may act without a person.", reload = Reload.AT_ONCE)
        RateLimitConfig rateLimit,
    @Setting(value = "How far Nightjar may reach without a person.", reload = Reload.AT_ONCE)
        BudgetsConfig budgets,
    @Setting(
            value =
                "For so long, what a person has undone or others have put back is not done again on"
                    + " the same workload without asking.",
            reload = Reload.AT_ONCE)
        Duration coolDown,
    @Setting(
            value = "What is left alone for a while, with a ticket and an end.",
            reload = Reload.AT_ONCE)
        List<ExceptionConfig> exceptions,
    @Setting(value = "Which cluster to act on.", reload = Reload.RESTART) ClusterConfig cluster,
    @Setting(value = "Alerts of Falco and others.", reload = Reload.AT_ONCE) IngestConfig ingest,
    @Setting(value = "Whom to tell.", key = "notify", reload = Reload.AT_ONCE) NotifyConfig notices,
    @Setting(
            value =
                "Path of a `falco.yaml` that is taken as it is, or Falco's keys as a section:"
                    + " rules, alerts and where they go.",
            reload = Reload.AT_ONCE)
        FalcoConfig falco,
    @Setting(value = "What is kept of a container before it is gone.", reload = Reload.RESTART)
        EvidenceConfig evidence,
    @Setting(
            value =
                "Further places that detections and what becomes of responses go to, by a name of"
                    + " yours.",
            reload = Reload.AT_ONCE)
        Map<String, OutputConfig> outputs,
    @Setting(value = "What actions may use that is named here alone.", reload = Reload.RESTART)
        ActionsConfig actions,
    @Setting(value = "The control API.", reload = Reload.RESTART) HttpConfig http,
    @Setting(
            value = "What Nightjar tells of itself: metrics, traces, log.",
            reload = Reload.RESTART)
        ObserveConfig observe,
    @Setting(
            value = "`nightjar agent`: a node whose detections an engine elsewhere decides on.",
            reload = Reload.RESTART)
        AgentConfig agent,
    @Setting(
            value = "The agents of other nodes: where an engine hears them, and who counts as one.",
            reload = Reload.RESTART)
        AgentsConfig agents,
    @Setting(value = "Name of this node.", reload = Reload.RESTART) String node) {

  private static final String CONFIG_MAP =
      "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?";

  private static final String OUTPUT = "[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?";

  public Configuration {
    namespaceModes = Map.copyOf(namespaceModes);
    rules = List.copyOf(rules);
    calendars = Map.copyOf(calendars);
    exceptions = List.copyOf(exceptions);
    outputs = Map.copyOf(outputs);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(!rules.isEmpty(), "rules", "names no rules, so nothing would ever be detected")
            .that(!node.isBlank(), "node", "is empty")
            .that(
                killSwitchConfigMap == null || killSwitchConfigMap.matches(CONFIG_MAP),
                "killSwitchConfigMap",
                "is not namespace/name")
            .that(!coolDown.isNegative(), "coolDown", "must not be negative")
            .that(
                retention.acts().compareTo(budgets.per()) >= 0
                    && retention.acts().compareTo(coolDown) >= 0,
                "retention.acts",
                "must be at least budgets.per and coolDown, which are counted from them")
            .that(
                retention.responses().compareTo(retention.acts()) >= 0,
                "retention.responses",
                "must be at least retention.acts");
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
    for (String output : outputs.keySet()) {
      check.that(
          output.matches(OUTPUT),
          "outputs." + output,
          "an output's name is lower-case letters, digits and dashes, at most 40");
    }
    for (ApprovalPolicyConfig policy : approvals.policies()) {
      check.that(
          policy.calendar() == null || calendars.containsKey(policy.calendar()),
          "approvals.policies",
          "policy \"" + policy.name() + "\" names a calendar that is not there");
    }
    for (String calendar : notices.calendars()) {
      check.that(
          calendars.containsKey(calendar),
          "notify",
          "names a calendar \"" + calendar + "\" that is not there");
    }
    check.done();
  }

  /** What is in force where the file says nothing. */
  public static Configuration defaults(Surroundings around) {
    return new Configuration(
        stateFolder(around),
        StoreConfig.defaults(),
        null,
        RetentionConfig.defaults(),
        null,
        Map.of(),
        false,
        ownConfigMap(around),
        ProtectedConfig.defaults(),
        List.of(around.home().resolve("rules")),
        PlaybooksConfig.in(around.home().resolve("playbooks")),
        Map.of(
            "night",
            CalendarConfig.daily(around.zone(), "22:00-06:00"),
            "day",
            CalendarConfig.not(around.zone(), "night"),
            "weekend",
            CalendarConfig.days(around.zone(), DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)),
        ApprovalsConfig.defaults(),
        RateLimitConfig.defaults(),
        BudgetsConfig.defaults(),
        Duration.ofMinutes(10),
        List.of(),
        ClusterConfig.defaults(),
        IngestConfig.defaults(),
        NotifyConfig.defaults(),
        FalcoConfig.defaults(),
        EvidenceConfig.defaults(),
        Map.of(),
        ActionsConfig.defaults(),
        HttpConfig.defaults(),
        ObserveConfig.defaults(),
        AgentConfig.defaults(),
        AgentsConfig.defaults(),
        around.environment().getOrDefault("NODE_NAME", around.hostName()));
  }

  private static @Nullable String ownConfigMap(Surroundings around) {
    String namespace = around.environment().getOrDefault("POD_NAMESPACE", "");
    return namespace.isEmpty() ? null : namespace + "/nightjar-kill-switch";
  }

  private static Path stateFolder(Surroundings around) {
    if (around.root()) {
      return Path.of("/var/lib/nightjar");
    }
    String xdg = around.environment().getOrDefault("XDG_STATE_HOME", "");
    return (xdg.isEmpty() ? around.userHome().resolve(".local/state") : Path.of(xdg))
        .resolve("nightjar");
  }

  /** Folder with a folder for each playbook. */
  public Path playbooks() {
    return playbookSettings.folder();
  }

  /**
   * The mode where a namespace has none of its own. Nobody acts on a real cluster for having been
   * started.
   *
   * @param practice whether nothing real is touched
   */
  public Mode modeOn(boolean practice) {
    if (mode != null) {
      return mode;
    }
    return practice ? Mode.ENFORCE : Mode.DRY_RUN;
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

  /** How rules are loaded and evaluated. */
  public RuleSettings ruleSettings() {
    return falco.ruleSettings(node);
  }

  /** The same with Falco's keys, whose rule files take the place of {@link #rules}. */
  Configuration with(FalcoConfig newFalco, List<Path> ruleFiles) {
    return new Configuration(
        state,
        store,
        kafka,
        retention,
        mode,
        namespaceModes,
        killSwitch,
        killSwitchConfigMap,
        protection,
        ruleFiles.isEmpty() ? rules : ruleFiles,
        playbookSettings,
        calendars,
        approvals,
        rateLimit,
        budgets,
        coolDown,
        exceptions,
        cluster,
        ingest,
        notices,
        newFalco,
        evidence,
        outputs,
        actions,
        http,
        observe,
        agent,
        agents,
        node);
  }

  /** The same with what the command line says instead. */
  public Configuration with(Overrides overrides) {
    Path state = overrides.state();
    @Nullable Mode said = overrides.mode();
    Path playbooks = overrides.playbooks();
    Integer port = overrides.port();
    return new Configuration(
        state == null ? this.state : state,
        store,
        kafka,
        retention,
        said == null ? mode : said,
        said == null ? namespaceModes : Map.of(),
        killSwitch,
        killSwitchConfigMap,
        protection,
        overrides.rules().isEmpty() ? rules : overrides.rules(),
        playbooks == null ? playbookSettings : playbookSettings.withFolder(playbooks),
        calendars,
        approvals,
        rateLimit,
        budgets,
        coolDown,
        exceptions,
        cluster.with(overrides.kubeconfig(), overrides.practice()),
        overrides.standardInput() ? ingest.withStandardInput() : ingest,
        notices,
        falco,
        evidence,
        outputs,
        actions,
        port == null ? http : http.withPort(port),
        observe,
        agent,
        overrides.engine() ? agents.listening() : agents,
        node);
  }
}
