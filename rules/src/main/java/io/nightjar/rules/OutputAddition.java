package io.nightjar.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the output of rules without touching their files, as {@code append_output} of
 * Falco's configuration says it.
 *
 * @param source only rules of this source; null for any
 * @param tags only rules with one of these tags; empty for any
 * @param rule only the rule of this name; null for any
 * @param output more text, with fields as in a rule's output; empty for none
 * @param fields names of fields that alerts carry beside those of the text
 * @param formats texts that alerts carry as fields, by the name of the field
 * @param suggested whether container and pod are added
 */
public record OutputAddition(
    @Nullable String source,
    Set<String> tags,
    @Nullable String rule,
    String output,
    List<String> fields,
    Map<String, String> formats,
    boolean suggested) {
  public OutputAddition {
    tags = Set.copyOf(tags);
    fields = List.copyOf(fields);
    formats = Collections.unmodifiableMap(new LinkedHashMap<>(formats));
  }

  /** Whether a rule gets it. */
  public boolean isFor(String ruleName, String ruleSource, Set<String> ruleTags) {
    return (source == null || source.equals(ruleSource))
        && (rule == null || rule.equals(ruleName))
        && (tags.isEmpty() || !Collections.disjoint(tags, ruleTags));
  }
}
