package io.nightjar.rules.compile;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.match.IpAddress;
import io.nightjar.rules.match.IpNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks of addresses and networks. */
final class AddressChecks {
  private final Check check;
  private final BoundField field;
  private final Problems problems;

  AddressChecks(Check check, BoundField field, Problems problems) {
    this.check = check;
    this.field = field;
    this.problems = problems;
  }

  @Nullable Condition compile() {
    List<IpNetwork> networks = new ArrayList<>();
    for (Literal value : check.values()) {
      IpNetwork network = network(value);
      if (network == null) {
        return null;
      }
      networks.add(network);
    }
    boolean different = check.operator() == Operator.NOT_EQUAL;
    return switch (field.extractor()) {
      case Extractor.Address address ->
          check.quantifier() == Quantifier.SINGLE
              ? context -> holds(address, networks, different, context)
              : quantified(address, networks, different);
      case Extractor.Ends ends -> ofEnds(ends, networks, different);
      case Extractor.Numeric n -> throw TextChecks.unexpected(n);
      case Extractor.Text t -> throw TextChecks.unexpected(t);
      case Extractor.AncestorText t -> throw TextChecks.unexpected(t);
      case Extractor.TextList t -> throw TextChecks.unexpected(t);
      case Extractor.AncestorNumber n -> throw TextChecks.unexpected(n);
    };
  }

  private Condition quantified(
      Extractor.Address extractor, List<IpNetwork> networks, boolean different) {
    return context -> {
      IpAddress address = extractor.address(context);
      if (address == null) {
        return false;
      }
      long fitting = networks.stream().filter(n -> n.contains(address) != different).count();
      return check.quantifier().holds(fitting, networks.size());
    };
  }

  private static Condition ofEnds(
      Extractor.Ends ends, List<IpNetwork> networks, boolean different) {
    if (!(ends.first() instanceof Extractor.Address first)
        || !(ends.second() instanceof Extractor.Address second)) {
      throw TextChecks.unexpected(ends);
    }
    if (!different) {
      return context ->
          holds(first, networks, false, context) || holds(second, networks, false, context);
    }
    return context -> {
      IpAddress one = first.address(context);
      IpAddress other = second.address(context);
      return (one != null || other != null)
          && (one == null || !inAny(networks, one))
          && (other == null || !inAny(networks, other));
    };
  }

  private static boolean holds(
      Extractor.Address extractor,
      List<IpNetwork> networks,
      boolean different,
      EventContext context) {
    IpAddress address = extractor.address(context);
    return address != null && inAny(networks, address) != different;
  }

  private static boolean inAny(List<IpNetwork> networks, IpAddress address) {
    for (IpNetwork network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable IpNetwork network(Literal value) {
    IpNetwork network = IpNetwork.parse(value.text());
    if (network == null) {
      problems.add(
          value.at().error("'" + value.text() + "' is not an address, " + field.key() + " is one"));
      return null;
    }
    if (field.type() == FieldType.ADDRESS && value.text().contains("/")) {
      String net = field.key().toLowerCase(Locale.ROOT).replaceFirst("ip$", "net");
      problems.add(
          value
              .at()
              .error(
                  "'" + value.text() + "' is a network, " + field.key() + " is a single address",
                  "use " + net));
      return null;
    }
    return network;
  }
}
