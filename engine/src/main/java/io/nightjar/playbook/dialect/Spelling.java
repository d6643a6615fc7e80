package io.nightjar.playbook.dialect;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that authors write with a dot, {@code process.name}, and the properties of facts that
 * stand behind them, {@code processName}. Facts are flat, because playbooks join on their
 * properties; the dot is for people. The check reads a name and Drools is given the property, both
 * by this table.
 */
public final class Spelling {
  private static final Map<String, String> PROPERTIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("container.id", "containerId"),
              Map.entry("container.name", "containerName"),
              Map.entry("image.digest", "imageDigest"),
              Map.entry("image.registry", "imageRegistry"),
              Map.entry("image.repository", "imageRepository"),
              Map.entry("image.tag", "imageTag"),
              Map.entry("namespace.label", "namespaceLabel"),
              Map.entry("pod.label", "label"),
              Map.entry("pod.name", "podName"),
              Map.entry("pod.uid", "podUid"),
              Map.entry("process.ancestors", "processAncestors"),
              Map.entry("process.commandLine", "commandLine"),
              Map.entry("process.name", "processName"),
              Map.entry("process.parent", "parentName"),
              Map.entry("process.path", "processPath"),
              Map.entry("workload.kind", "workloadKind"),
              Map.entry("workload.name", "workloadName"),
              Map.entry("workload.uid", "workloadUid")));

  private static final Pattern TEXT_COMMENT_OR_NAME =
      Pattern.compile(
          "\"(?:[^\"\\\\\\n]|\\\\.)*+\"|//[^\\n]*|/\\*(?s:.*?)\\*/|(?<![A-Za-z0-9_$])("
              + PROPERTIES.keySet().stream()
                  .map(name -> name.replace(".", "\\s*\\.\\s*"))
                  .collect(Collectors.joining("|"))
              + ")(?![A-Za-z0-9_$])");

  private Spelling() {}

  /** The property behind {@code first.second}, or null. */
  static @Nullable String property(String first, String second) {
    return PROPERTIES.get(first + "." + second);
  }

  /** A checked playbook as Drools is given it; every line stays where it is. */
  public static String forDrools(String checked) {
    Matcher matcher = TEXT_COMMENT_OR_NAME.matcher(checked);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String instead = name == null ? matcher.group() : onItsLines(name);
      matcher.appendReplacement(text, Matcher.quoteReplacement(instead));
    }
    return matcher.appendTail(text).toString();
  }

  private static String onItsLines(String name) {
    String breaks = name.replaceAll("[^\\n]", "");
    return PROPERTIES.get(name.replaceAll("\\s", "")) + breaks;
  }

  /** What to do about {@code first.wrong}, or empty. */
  static String hint(String first, String wrong) {
    if (first.equals("workload") && wrong.equals("label")) {
      return "the labels of the workload itself are not watched; its pods carry those of its"
          + " template: pod.label(\"…\"), and there is namespace.label(\"…\")";
    }
    Collection<String> same =
        PROPERTIES.keySet().stream().filter(name -> name.startsWith(first + ".")).toList();
    return same.isEmpty() ? "" : Suggestion.hint(first + "." + wrong, same);
  }
}
