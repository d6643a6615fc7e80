package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.NumberTest;
import io.nightjar.rules.language.FieldReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the values of fields are made of. It says again, in another form, what the extractors do: a
 * field that is not named here is unknown, which is always right; one that is named must agree with
 * its extractor, and the property test of the pushdown compares the two.
 */
public final class Origins {
  private static final String HOST = "host";

  private Origins() {}

  /** All that the field can be in an event of the type, without its transformers. */
  public static List<Possibility> of(FieldReference reference, EventType type) {
    return switch (FieldRegistry.find(reference, RuleSource.SYSCALL)) {
      case FieldRegistry.NotFound missing -> Possibility.UNKNOWN;
      case FieldRegistry.Found found ->
          found.field().field().available()
              ? of(found.field().field().name(), argument(found.field()), type)
              : Possibility.MISSING;
    };
  }

  /** The words that events of the type have for the bits of an argument; empty without any. */
  public static List<Origin.Word> words(EventType type, Arg arg) {
    List<Origin.Word> words = new ArrayList<>();
    for (Origin origin : EventArguments.origins(type)) {
      if (origin instanceof Origin.Words all) {
        all.words().stream().filter(word -> word.test().arg() == arg).forEach(words::add);
      }
    }
    return words;
  }

  /** The names that events of the type have for the numbers of an argument; empty without any. */
  public static Map<Long, String> names(EventType type, Arg arg) {
    for (Origin origin : EventArguments.origins(type)) {
      if (origin instanceof Origin.Choice choice && choice.arg() == arg) {
        return choice.names();
      }
    }
    return Map.of();
  }

  /**
   * What stands behind the name: {@code flags} of {@code evt.arg.flags} or {@code evt.arg[flags]}.
   */
  private static String argument(BoundField field) {
    String rest = field.key().substring(field.field().name().length());
    if (rest.startsWith("[")) {
      return rest.substring(1, rest.length() - 1);
    }
    return rest.startsWith(".") ? rest.substring(1) : "";
  }

  private static List<Possibility> of(String field, String argument, EventType type) {
    return switch (field) {
      case "evt.arg" -> EventArguments.origin(argument, true, type);
      case "evt.rawarg" -> EventArguments.origin(argument, false, type);
      default -> {
        if (field.startsWith("evt.") || field.equals("syscall.type")) {
          yield ofEvent(field, argument, type);
        }
        if (field.startsWith("container.") || field.startsWith("k8s.")) {
          yield ofContainer(field);
        }
        yield DescriptorOrigins.of(field, type);
      }
    };
  }

  private static List<Possibility> ofEvent(String field, String argument, EventType type) {
    return switch (field) {
      case "evt.type", "syscall.type" -> text(EventNames.nameOf(type));
      case "evt.type.is" -> number(EventNames.nameOf(type).equals(argument) ? 1 : 0);
      case "evt.num" -> Possibility.always(new Origin.Positive());
      case "evt.dir" -> text("<");
      case "evt.source" -> text("syscall");
      case "evt.count" -> number(1);
      case "evt.is_async", "evt.is_wait" -> number(0);
      case "evt.is_io" -> number(EventFields.isRead(type) || EventFields.isWrite(type) ? 1 : 0);
      case "evt.is_io_read" -> number(EventFields.isRead(type) ? 1 : 0);
      case "evt.is_io_write" -> number(EventFields.isWrite(type) ? 1 : 0);
      case "evt.is_syslog" -> EventFields.isWrite(type) ? Possibility.UNKNOWN : number(0);
      case "evt.rawres" -> Possibility.always(new Origin.NumberOf(null));
      case "evt.failed", "evt.count.error" ->
          List.of(
              Possibility.when(Outcome.SUCCEEDED, new Origin.FixedNumber(0)),
              Possibility.when(Outcome.FAILED, new Origin.FixedNumber(1)));
      case "evt.res" ->
          List.of(
              Possibility.when(Outcome.SUCCEEDED, new Origin.FixedText("SUCCESS")),
              Possibility.when(Outcome.FAILED, NameTable.ERRORS));
      case "evt.is_open_read", "evt.is_open_write", "evt.is_open_exec", "evt.is_open_create" ->
          ofOpen(field, type);
      default -> Possibility.UNKNOWN;
    };
  }

  private static List<Possibility> ofOpen(String field, EventType type) {
    if (!EventFields.isOpen(type)) {
      return number(0);
    }
    NumberTest readOnly = new NumberTest(Arg.FLAGS, Flags.ACCESS_MODE, Set.of(0L), false);
    NumberTest writeOnly =
        new NumberTest(Arg.FLAGS, Flags.ACCESS_MODE, Set.of(Flags.WRITE_ONLY), false);
    NumberTest mayCreate = NumberTest.anyBit(Arg.FLAGS, Flags.CREATE | Flags.TEMPORARY_FILE);
    NumberTest executable = NumberTest.anyBit(Arg.MODE, 0111);
    NumberTest created = new NumberTest(Arg.CREATED, -1, Set.of(0L), true);
    return switch (field) {
      case "evt.is_open_read" -> either(not(writeOnly));
      case "evt.is_open_write" -> either(not(readOnly));
      case "evt.is_open_exec" -> either(mayCreate, executable);
      default -> either(created);
    };
  }

  /** 1 if all the tests hold, else 0. */
  private static List<Possibility> either(NumberTest... tests) {
    List<Possibility> all = new ArrayList<>();
    all.add(Possibility.when(new Origin.FixedNumber(1), tests));
    for (NumberTest test : tests) {
      all.add(Possibility.when(new Origin.FixedNumber(0), not(test)));
    }
    return all;
  }

  private static NumberTest not(NumberTest test) {
    return new NumberTest(test.arg(), test.mask(), test.values(), !test.negated());
  }

  private static List<Possibility> ofContainer(String field) {
    return switch (field) {
      case "container.id", "container.full_id" ->
          onHost(new Origin.FixedText(HOST), new Origin.ContainerId());
      case "container.name", "container.type" ->
          onHost(new Origin.FixedText(HOST), new Origin.Unknown());
      case "container.image",
          "container.image.repository",
          "container.image.tag",
          "container.image.digest" ->
          onHost(new Origin.FixedText(""), new Origin.Unknown());
      case "container.privileged", "k8s.ns.name", "k8s.pod.name", "k8s.pod.labels" ->
          onHost(new Origin.Missing(), new Origin.Unknown());
      default -> Possibility.UNKNOWN;
    };
  }

  private static List<Possibility> onHost(Origin host, Origin container) {
    return List.of(
        Possibility.when(Scope.HOST, host), Possibility.when(Scope.CONTAINER, container));
  }

  private static List<Possibility> text(String value) {
    return Possibility.always(new Origin.FixedText(value));
  }

  private static List<Possibility> number(long value) {
    return Possibility.always(new Origin.FixedNumber(value));
  }
}
