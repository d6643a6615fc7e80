package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.Token.Kind;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.playbook.dialect.Vocabulary.FactType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks a consequence: nothing but sentences that ask.
 *
 * <pre>
 * consequence = sentence { sentence }
 * sentence    = "respond" "." ( asking | paging ) ";"
 * asking      = "to" "(" variable ")" "." action "(" [ text { "," text } ] ")" { "." modifier }
 * modifier    = "because" "(" text ")" | "undoAfter" "(" duration ")" | "needsApproval" "(" duration ")"
 *             | "byGroup" "(" text ")" | "byTwoPeople" "(" ")"
 *             | "escalateAfter" "(" duration "," text ")"
 * paging      = "page" "(" variable "," text "," text ")"
 * </pre>
 */
final class ConsequenceCheck {
  private static final List<String> MODIFIERS =
      List.of("because", "undoAfter", "needsApproval", "byGroup", "byTwoPeople", "escalateAfter");
  private static final Set<String> REPEATABLE = Set.of("byGroup", "escalateAfter");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private final Tokens tokens;
  private final Scope scope;
  private final Vocabulary vocabulary;
  private final List<Asked> asked = new ArrayList<>();

  /** The latest escalation of the sentence so far. */
  private Duration escalated = Duration.ZERO;

  /** An action that the consequence asks for. */
  record Asked(String actionId, String method, int offset) {}

  ConsequenceCheck(String text, Scope scope, Vocabulary vocabulary) throws DialectException {
    this.tokens = new Tokens(text);
    this.scope = scope;
    this.vocabulary = vocabulary;
  }

  List<Asked> check() throws DialectException {
    if (tokens.peek().kind() == Kind.END) {
      throw new DialectException(
          0, "this rule asks for nothing", "respond.to($d).isolatePod().because(\"…\");");
    }
    while (tokens.peek().kind() != Kind.END) {
      sentence();
    }
    return asked;
  }

  private void sentence() throws DialectException {
    Token start = tokens.peek();
    if (!tokens.takeIf("respond")) {
      throw new DialectException(
          start.offset(),
          "a consequence only asks, so it starts with respond, not " + start.describe(),
          "respond.to($d).isolatePod().because(\"…\");  or  respond.page($d, \"group\", \"…\");");
    }
    tokens.expect(".");
    Token verb = tokens.expect(Kind.NAME, "'to' or 'page'");
    switch (verb.text()) {
      case "to" -> asking();
      case "page" -> paging();
      default ->
          throw new DialectException(
              verb.offset(), "respond cannot " + verb.text(), "it can: to, page");
    }
    tokens.expect(";");
  }

  private void paging() throws DialectException {
    tokens.expect("(");
    FactType about = factVariable();
    tokens.expect(",");
    nonEmpty("the group to page");
    tokens.expect(",");
    template(about);
    tokens.expect(")");
  }

  private void asking() throws DialectException {
    tokens.expect("(");
    FactType about = factVariable();
    tokens.expect(")");
    tokens.expect(".");
    Token action = tokens.expect(Kind.NAME, "an action");
    AskMethod method = vocabulary.asks().get(action.text());
    if (method == null) {
      throw new DialectException(
          action.offset(),
          "there is no action " + action.text(),
          Suggestion.hint(action.text(), vocabulary.asks().keySet()));
    }
    if (!method.facts().contains(about.name())) {
      throw new DialectException(
          action.offset(),
          "a " + about.name() + " does not say what " + action.text() + " needs to know",
          "ask it of a " + String.join(" or ", method.facts()));
    }
    tokens.expect("(");
    arguments(method, action);
    tokens.expect(")");
    asked.add(new Asked(method.actionId(), action.text(), action.offset()));
    modifiers(about, action);
  }

  private void arguments(AskMethod method, Token action) throws DialectException {
    List<Argument> wanted = method.arguments();
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).optional() && tokens.peek().text().equals(")")) {
        return;
      }
      if (i > 0) {
        tokens.expect(",");
      }
      Argument argument = wanted.get(i);
      argument(method, argument, action);
      while (argument.repeated() && tokens.takeIf(",")) {
        argument(method, argument, action);
      }
    }
  }

  private void argument(AskMethod method, Argument argument, Token action) throws DialectException {
    if (tokens.peek().kind() != Kind.TEXT) {
      throw new DialectException(
          tokens.peek().offset(),
          action.text() + " wants " + argument.kind().spoken() + " in quotes here",
          "such as " + example(method));
    }
    Token text = tokens.take();
    String problem = argument.problem(text.text());
    if (problem != null) {
      throw new DialectException(text.offset(), problem, "such as " + example(method));
    }
  }

  private static String example(AskMethod method) {
    return method.arguments().stream()
        .map(argument -> "\"" + argument.kind().example() + "\"")
        .collect(Collectors.joining(", ", method.method() + "(", ")"));
  }

  private void modifiers(FactType about, Token action) throws DialectException {
    escalated = Duration.ZERO;
    Set<String> seen = new HashSet<>();
    Duration within = Duration.ZERO;
    while (tokens.takeIf(".")) {
      Token modifier = tokens.expect(Kind.NAME, "one of " + MODIFIERS);
      if (!MODIFIERS.contains(modifier.text())) {
        throw new DialectException(
            modifier.offset(),
            "nothing is called " + modifier.text() + " here",
            Suggestion.hint(modifier.text(), MODIFIERS));
      }
      if (!seen.add(modifier.text()) && !REPEATABLE.contains(modifier.text())) {
        throw new DialectException(modifier.offset(), modifier.text() + " is said twice", "");
      }
      tokens.expect("(");
      within = modifier(modifier, about, within);
      tokens.expect(")");
    }
    if (!seen.contains("because")) {
      throw new DialectException(
          action.offset(),
          action.text() + " gives no reason",
          "add .because(\"what was seen, such as {process.name} in {pod}\")");
    }
  }

  private Duration modifier(Token modifier, FactType about, Duration within)
      throws DialectException {
    switch (modifier.text()) {
      case "because" -> template(about);
      case "undoAfter" -> duration();
      case "needsApproval" -> {
        return duration();
      }
      case "byGroup" -> {
        needsApprovalFirst(modifier, within);
        nonEmpty("the group that may answer");
      }
      case "byTwoPeople" -> needsApprovalFirst(modifier, within);
      default -> {
        needsApprovalFirst(modifier, within);
        Token at = tokens.peek();
        Duration after = duration();
        if (after.compareTo(escalated) <= 0) {
          throw new DialectException(
              at.offset(),
              "the step before it tells somebody later than that",
              "escalate after more than " + Durations.format(escalated));
        }
        escalated = after;
        if (after.compareTo(within) >= 0) {
          throw new DialectException(
              at.offset(),
              "the approval has expired by then",
              "escalate before " + Durations.format(within));
        }
        tokens.expect(",");
        nonEmpty("the group to escalate to");
      }
    }
    return within;
  }

  private static void needsApprovalFirst(Token modifier, Duration within) throws DialectException {
    if (within.isZero()) {
      throw new DialectException(
          modifier.offset(),
          modifier.text() + " belongs to an approval",
          "say .needsApproval(\"10m\") before it");
    }
  }

  private FactType factVariable() throws DialectException {
    Token variable = tokens.expect(Kind.VARIABLE, "the variable of a fact, such as $d");
    ValueType type = scope.type(variable.text());
    if (type == null) {
      throw new DialectException(
          variable.offset(),
          variable.text() + " is not bound by this rule's conditions",
          scope.hintFor(variable.text()));
    }
    FactType fact = vocabulary.facts().get(type.choice());
    if (type.kind() != ValueType.Kind.FACT || fact == null) {
      throw new DialectException(
          variable.offset(),
          variable.text() + " is " + type.kind().spoken() + ", not a fact",
          "bind the whole fact: $d : Detection( … )");
    }
    return fact;
  }

  private Duration duration() throws DialectException {
    Token text = tokens.expect(Kind.TEXT, "a duration in quotes, such as \"10m\"");
    Optional<Duration> duration = Durations.parse(text.text());
    if (duration.isEmpty() || duration.get().isZero()) {
      throw new DialectException(
          text.offset(), text.describe() + " is no duration", "such as \"30s\", \"10m\", \"8h\"");
    }
    return duration.get();
  }

  private void nonEmpty(String what) throws DialectException {
    Token text = tokens.expect(Kind.TEXT, what + ", in quotes");
    if (text.text().isBlank()) {
      throw new DialectException(text.offset(), what + " is empty", "");
    }
  }

  private void template(FactType about) throws DialectException {
    Token text = tokens.expect(Kind.TEXT, "a text in quotes");
    if (text.text().isBlank()) {
      throw new DialectException(text.offset(), "this text is empty", "say what was seen");
    }
    Matcher matcher = PLACEHOLDER.matcher(text.text());
    while (matcher.find()) {
      if (!about.placeholders().contains(matcher.group(1))) {
        throw new DialectException(
            text.offset() + 1 + matcher.start(),
            "a " + about.name() + " has no {" + matcher.group(1) + "}",
            Suggestion.hint(matcher.group(1), about.placeholders()));
      }
    }
    String rest = matcher.reset().replaceAll("");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      throw new DialectException(
          text.offset(), "a brace in this text has no partner", "placeholders look like {pod}");
    }
  }
}
