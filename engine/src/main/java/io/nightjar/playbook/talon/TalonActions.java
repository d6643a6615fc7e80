package io.nightjar.playbook.talon;

import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.dialect.Argument;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.playbook.talon.TalonRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a playbook asks for where Falco Talon would have run an actionner. */
final class TalonActions {
  private static final Map<String, AskMethod> ASKS = PlaybookWords.vocabulary().asks();

  /** Those after which Talon goes on with the next action, where nothing else is said. */
  private static final Set<String> GOING_ON =
      Set.of(
          "kubernetes:label",
          "kubernetes:annotation",
          "kubernetes:networkpolicy",
          "kubernetes:exec",
          "kubernetes:script",
          "kubernetes:log",
          "kubernetes:cordon",
          "kubernetes:drain",
          "kubernetes:download",
          "calico:networkpolicy",
          "cilium:networkpolicy",
          "aws:lambda",
          "gcp:function");

  private final Action action;
  private final List<Wish> wishes = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean ask;

  /** One action that is asked for. */
  record Wish(AskMethod method, List<String> arguments) {
    Wish {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * What becomes of an action.
   *
   * @param conditions that must be met besides those of the rule
   * @param ask whether a person has to agree, where Talon checks what a playbook cannot
   * @param notes in what it differs
   */
  record Translated(List<Wish> wishes, List<String> conditions, boolean ask, List<String> notes) {
    Translated {
      wishes = List.copyOf(wishes);
      conditions = List.copyOf(conditions);
      notes = List.copyOf(notes);
    }
  }

  private TalonActions(Action action) {
    this.action = action;
  }

  /** Whether Talon goes on with the rule's next action after it. */
  static boolean goesOn(Action action) {
    return action.goesOn().equals("true")
        || (!action.goesOn().equals("false") && GOING_ON.contains(action.actionner()));
  }

  static Translated of(Action action) throws Untranslatable {
    TalonActions translation = new TalonActions(action);
    translation.translate();
    if (!action.outputTarget().isEmpty()) {
      translation.note(
          "its output to " + action.outputTarget() + ": what is found is kept with the evidence");
    }
    if (!action.contexts().isEmpty()) {
      translation.note("additional_contexts: a playbook needs none");
    }
    return new Translated(
        translation.wishes, translation.conditions, translation.ask, translation.notes);
  }

  private void translate() throws Untranslatable {
    switch (action.actionner()) {
      case "kubernetes:terminate" -> terminate();
      case "kubernetes:label" -> keyed("labels", "label");
      case "kubernetes:annotation" -> keyed("annotations", "annotate");
      case "kubernetes:networkpolicy", "calico:networkpolicy", "cilium:networkpolicy" -> isolate();
      case "kubernetes:exec" -> exec();
      case "kubernetes:log" -> {
        wish("collectEvidence", "logs");
        unsaid("tail_lines", "the log is kept as far as evidence goes");
      }
      case "kubernetes:download" -> download();
      case "kubernetes:tcpdump" -> packets();
      case "kubernetes:cordon" -> wish("cordon");
      case "kubernetes:drain" -> drain();
      case "kubernetes:script" ->
          throw new Untranslatable(
              "runs a script of several lines in the pod; a playbook runs one program without a"
                  + " shell, or asks for evidence");
      case "kubernetes:delete" ->
          throw new Untranslatable(
              "deletes whatever object an audit event names; playbooks act on what a detection is"
                  + " about");
      case "kubernetes:sysdig" ->
          throw new Untranslatable(
              "records system calls; nightjar capture does, playbooks do not ask for it");
      case "aws:lambda", "gcp:function" ->
          throw new Untranslatable(
              "calls a function of a cloud; a webhook of the notices can do that");
      case "" -> throw new Untranslatable("no action of that name says its actionner");
      default -> throw new Untranslatable("there is no actionner " + action.actionner());
    }
  }

  private void wish(String method, String... arguments) throws Untranslatable {
    AskMethod ask = Objects.requireNonNull(ASKS.get(method), method);
    List<Argument> wanted = ask.arguments();
    for (int i = 0; i < arguments.length; i++) {
      String problem = wanted.get(Math.min(i, wanted.size() - 1)).problem(arguments[i]);
      if (problem != null) {
        throw new Untranslatable(problem);
      }
      TalonMatch.quoted(arguments[i], "a parameter");
    }
    wishes.add(new Wish(ask, List.of(arguments)));
  }

  private void note(String text) {
    notes.add(text);
  }

  /** A parameter that a playbook cannot say and that does not change what is done to whom. */
  private void unsaid(String parameter, String instead) {
    if (action.parameters().containsKey(parameter)) {
      note(parameter + ": " + instead);
    }
  }

  /** Only where enough others are healthy: a person has to look, as a playbook cannot count. */
  private void healthy() {
    if (action.parameters().containsKey("min_healthy_replicas")) {
      ask = true;
      note(
          "min_healthy_replicas: a playbook cannot say it, so a person is asked; budgets.keepReady"
              + " of the configuration guards every playbook");
    }
  }

  private void terminate() throws Untranslatable {
    wish("deletePod");
    healthy();
    unsaid("grace_period_seconds", "the pod has its own time to end");
    if (action.isTrue("ignore_daemonsets")) {
      conditions.add("workloadKind != \"DaemonSet\"");
    }
    if (action.isTrue("ignore_statefulsets")) {
      conditions.add("workloadKind != \"StatefulSet\"");
    }
    if (action.text("ignore_standalone_pods") == null) {
      conditions.add("workloadKind != \"\"");
      note("ignore_standalone_pods: left alone, as is Talon's documented default");
    } else if (action.isTrue("ignore_standalone_pods")) {
      conditions.add("workloadKind != \"\"");
    }
  }

  private void keyed(String parameter, String method) throws Untranslatable {
    if ("node".equals(action.text("level"))) {
      throw new Untranslatable("marks the node; playbooks mark pods, and cordon or taint nodes");
    }
    if (!(action.parameters().get(parameter) instanceof Map<?, ?> wanted) || wanted.isEmpty()) {
      throw new Untranslatable("says no " + parameter);
    }
    Map<String, String> sorted = new TreeMap<>();
    wanted.forEach((key, value) -> sorted.put(String.valueOf(key), String.valueOf(value)));
    for (Map.Entry<String, String> each : sorted.entrySet()) {
      if (each.getValue().isEmpty()) {
        throw new Untranslatable(
            "removes " + each.getKey() + "; playbooks only ever add what was not there");
      }
      wish(method, each.getKey(), each.getValue());
    }
    note(parameter + ": one that is there already is not overwritten");
  }

  private void isolate() throws Untranslatable {
    if (!action.texts("allow_namespaces").isEmpty()) {
      throw new Untranslatable(
          "leaves namespaces reachable; isolation leaves addresses reachable, not namespaces");
    }
    List<String> addresses = action.texts("allow_cidr");
    if (addresses.isEmpty()) {
      wish("isolatePod");
    } else {
      wish("isolateOnNode", addresses.toArray(String[]::new));
      note("allow_cidr: only the isolation on the node, which needs an agent, leaves addresses");
    }
    unsaid("order", "not needed");
    note("the one pod is isolated, in both directions; Talon's policy selects all of its workload");
  }

  private void exec() throws Untranslatable {
    String command = action.text("command");
    if (command == null || command.isEmpty()) {
      throw new Untranslatable("says no command");
    }
    if (command.contains("$")) {
      throw new Untranslatable(
          "fills what an attacker named into a command of a shell; nothing is ever filled in here");
    }
    String shell = action.text("shell");
    wish("runCommand", shell == null || shell.isEmpty() ? "/bin/sh" : shell, "-c", command);
    note("the command runs in the container of the detection, not in each of the pod");
  }

  private void download() throws Untranslatable {
    String file = action.text("file");
    if (file == null || !file.startsWith("/") || file.contains("$")) {
      throw new Untranslatable("names no file by its whole path");
    }
    wish("collectEvidence", file);
  }

  private void packets() throws Untranslatable {
    String duration = action.text("duration");
    wish("collectEvidence", "packets:" + (duration == null ? "5" : duration) + "s");
    unsaid("snaplen", "packets are kept whole");
    unsaid("image", "no image is needed");
  }

  private void drain() throws Untranslatable {
    if (action.isTrue("ignore_statefulsets")) {
      throw new Untranslatable("leaves pods of StatefulSets on the node; a drain moves them");
    }
    wish("drain");
    healthy();
    if (!action.isTrue("ignore_daemonsets")) {
      note("ignore_daemonsets: pods of DaemonSets always stay");
    }
    unsaid("max_wait_period", "the action has its own limit");
    unsaid("wait_period_excluded_namespaces", "no namespace is left out");
    unsaid("ignore_errors", "what could not be moved is told");
  }
}
