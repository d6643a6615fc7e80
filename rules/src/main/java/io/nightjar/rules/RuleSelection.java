package io.nightjar.rules;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Switches rules on or off without touching their files; of several the last that fits a rule
 * counts.
 *
 * @param enable what becomes of the rules that fit
 * @param rule name of the rules, in which {@code *} stands for any text; null for none
 * @param tag of the rules; null for none
 */
public record RuleSelection(boolean enable, @Nullable String rule, @Nullable String tag) {

  /** Whether it says something of a rule. */
  public boolean isFor(String ruleName, Set<String> ruleTags) {
    return (rule != null && fits(rule, ruleName)) || (tag != null && ruleTags.contains(tag));
  }

  private static boolean fits(String wanted, String name) {
    String regex =
        Arrays.stream(wanted.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }
}
