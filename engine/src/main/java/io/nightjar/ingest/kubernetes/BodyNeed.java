package io.nightjar.ingest.kubernetes;

import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A rule that cannot match unless the audit policy gives it the body of requests or answers.
 *
 * @param rule its name
 * @param resources what it is about; empty where it does not say
 * @param request whether it needs the request; else the answer is enough
 */
record BodyNeed(String rule, SortedSet<String> resources, boolean request) {
  private static final String RESOURCE = "ka.target.resource";
  private static final String POINTER = "jevt.value";
  private static final Set<String> OF_ANSWER = Set.of("ka.resp.name");

  static List<BodyNeed> of(RuleSet rules) {
    List<BodyNeed> needs = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (rule.enabled() && rule.source().equals(RuleSource.K8S_AUDIT.symbol())) {
        boolean request = needs(rule.tree(), BodyNeed::ofRequest);
        if (request || needs(rule.tree(), BodyNeed::ofAnswer)) {
          TreeSet<String> resources = new TreeSet<>();
          resources(rule.tree(), resources);
          needs.add(new BodyNeed(rule.name(), resources, request));
        }
      }
    }
    return List.copyOf(needs);
  }

  /** Whether it is false for every event that has no such field. */
  private static boolean needs(Expression tree, Predicate<FieldReference> body) {
    return switch (tree) {
      case Expression.And and -> and.operands().stream().anyMatch(each -> needs(each, body));
      case Expression.Or or -> or.operands().stream().allMatch(each -> needs(each, body));
      // what is absent is not equal to anything, so its opposite holds
      case Expression.Not not -> false;
      case Expression.Check check ->
          check.operator() != Operator.NOT_EQUAL && body.test(check.field());
      case Expression.Name name -> false;
    };
  }

  private static boolean ofRequest(FieldReference field) {
    return field.name().startsWith("ka.req.") || points(field, "/requestObject");
  }

  private static boolean ofAnswer(FieldReference field) {
    return OF_ANSWER.contains(field.name()) || points(field, "/responseObject");
  }

  private static boolean points(FieldReference field, String at) {
    String argument = field.argument();
    return field.name().equals(POINTER) && argument != null && argument.startsWith(at);
  }

  private static void resources(Expression tree, Set<String> into) {
    switch (tree) {
      case Expression.And and -> and.operands().forEach(each -> resources(each, into));
      case Expression.Or or -> or.operands().forEach(each -> resources(each, into));
      case Expression.Not not -> {}
      case Expression.Check check -> {
        boolean names = check.operator() == Operator.EQUAL || check.operator() == Operator.IN;
        if (names && check.field().name().equals(RESOURCE)) {
          check.values().stream().map(Literal::text).forEach(into::add);
        }
      }
      case Expression.Name name -> {}
    }
  }
}
