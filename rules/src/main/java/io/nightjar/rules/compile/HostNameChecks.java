package io.nightjar.rules.compile;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.HostNameFields;
import io.nightjar.rules.field.HostNames;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.match.IpAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks of host names: an address fits a name that stands for it. The names are looked up
 * beforehand and anew from time to time, never while an event is judged.
 */
public final class HostNameChecks {
  private static final Set<Operator> OPERATORS =
      Set.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN);

  private HostNameChecks() {}

  /** Null where the check is one of text, on the name that the address is known by. */
  static @Nullable Condition compile(Check check, BoundField field) {
    Extractor.Address extractor = HostNameFields.addressOf(field.field().name());
    if (extractor == null || !isByAddress(check)) {
      return null;
    }
    List<String> names = check.values().stream().map(Literal::text).toList();
    boolean different = check.operator() == Operator.NOT_EQUAL;
    return context -> {
      IpAddress address = extractor.address(context);
      return address != null && fits(context.hostNames(), names, address) != different;
    };
  }

  private static boolean isByAddress(Check check) {
    return OPERATORS.contains(check.operator()) && check.quantifier() == Quantifier.SINGLE;
  }

  private static boolean fits(HostNames known, List<String> names, IpAddress address) {
    for (String name : names) {
      if (known.addresses(name).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the host names that a condition without names of macros compares with. */
  public static void collect(Expression condition, Set<String> names) {
    switch (condition) {
      case Expression.And and -> and.operands().forEach(operand -> collect(operand, names));
      case Expression.Or or -> or.operands().forEach(operand -> collect(operand, names));
      case Expression.Not not -> collect(not.operand(), names);
      case Expression.Check check -> {
        if (HostNameFields.addressOf(check.field().name()) != null && isByAddress(check)) {
          check.values().forEach(value -> names.add(value.text()));
        }
      }
      case Expression.Name name -> {}
    }
  }
}
