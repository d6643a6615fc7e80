package io.nightjar.rules.compile;

import io.nightjar.driver.EventType;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.field.Slots;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.match.PlaceIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a rule set is evaluated: a bucket for each type of events. Immutable. */
public final class Plan {
  /**
   * A rule to be planned.
   *
   * @param index its place in the rule set
   */
  public record Entry(int index, Expression tree, Set<EventType> types) {}

  private static final Location NOWHERE = new SourceFile("", "").at(0);

  private final List<Bucket> buckets;
  private final Bucket audit;
  private final Slots slots;

  private Plan(List<Bucket> buckets, Bucket audit, Slots slots) {
    this.buckets = List.copyOf(buckets);
    this.audit = audit;
    this.slots = slots;
  }

  /**
   * Plans rules whose conditions were compiled by this compiler without a problem.
   *
   * @param entries of system calls, in the order of the rule set
   * @param auditEntries of the Kubernetes audit log, in the order of the rule set
   */
  public static Plan of(
      List<Entry> entries,
      ConditionCompiler compiler,
      List<Entry> auditEntries,
      ConditionCompiler auditCompiler) {
    List<Bucket> buckets = new ArrayList<>();
    for (EventType type : EventType.values()) {
      List<Entry> ofType = entries.stream().filter(e -> e.types().contains(type)).toList();
      buckets.add(new Builder(buckets.size(), type, compiler).build(ofType));
    }
    Bucket audit = new Builder(buckets.size(), null, auditCompiler).build(auditEntries);
    return new Plan(buckets, audit, compiler.slots().and(auditCompiler.slots()));
  }

  /** One for each type, in the order of the types. */
  public List<Bucket> buckets() {
    return buckets;
  }

  /** The rules for events of the Kubernetes audit log. */
  public Bucket audit() {
    return audit;
  }

  public Slots slots() {
    return slots;
  }

  private static final class Builder {
    private final int number;
    private final @Nullable EventType type;
    private final ConditionCompiler compiler;
    private final Problems none = new Problems();
    private final Map<String, Bucket.SharedGuard> guards = new LinkedHashMap<>();

    Builder(int number, @Nullable EventType type, ConditionCompiler compiler) {
      this.number = number;
      this.type = type;
      this.compiler = compiler;
    }

    Bucket build(List<Entry> entries) {
      List<Entry> left = new ArrayList<>();
      for (Entry entry : entries) {
        Expression special = type == null ? entry.tree() : Specialized.of(entry.tree(), type);
        if (!Specialized.isFalse(special)) {
          left.add(new Entry(entry.index(), special, entry.types()));
        }
      }
      int count = left.size();
      int words = (count + Long.SIZE - 1) / Long.SIZE;
      long[] unguarded = new long[words];
      long[] placed = new long[words];
      PlaceIndex places = new PlaceIndex(words);
      Condition[] conditions = new Condition[count];
      @Nullable Condition[] processParts = new Condition[count];
      ProcessNames names = new ProcessNames(words);
      for (int i = 0; i < count; i++) {
        Expression tree = left.get(i).tree();
        conditions[i] = compiled(tree);
        Expression part = ProcessPart.of(tree);
        processParts[i] = Specialized.isTrue(part) ? null : compiled(part);
        names.add(part, i);
        guard(Guard.of(tree), i, unguarded, placed, places);
      }
      places.close();
      return new Bucket(
          number,
          left.stream().mapToInt(Entry::index).toArray(),
          conditions,
          processParts,
          names,
          unguarded,
          placed,
          places,
          fileName(),
          guards.values().toArray(Bucket.SharedGuard[]::new));
    }

    private void guard(
        @Nullable Guard guard, int rule, long[] unguarded, long[] placed, PlaceIndex places) {
      if (guard == null) {
        unguarded[rule / Long.SIZE] |= 1L << rule;
        return;
      }
      if (!guard.places().isEmpty()) {
        placed[rule / Long.SIZE] |= 1L << rule;
        guard.places().forEach(place -> places.add(place.kind(), place.text(), rule));
      }
      if (!guard.checks().isEmpty()) {
        Expression any = new Expression.Or(guard.checks(), guard.checks().getFirst().at());
        guards
            .computeIfAbsent(
                key(guard.checks()), key -> new Bucket.SharedGuard(compiled(any), unguarded.length))
            .add(rule);
      }
    }

    private static String key(List<Expression> checks) {
      StringBuilder key = new StringBuilder();
      for (Expression check : checks) {
        key.append(check instanceof Expression.Check c ? c.key() : check).append('\n');
      }
      return key.toString();
    }

    private Condition compiled(Expression tree) {
      Condition condition = compiler.compile(tree, none);
      if (condition == null) {
        throw new IllegalStateException("a condition that was compiled is not any more");
      }
      return condition;
    }

    private static Extractor.@Nullable Text fileName() {
      FieldRegistry.Lookup lookup =
          FieldRegistry.find(FieldReference.of("fd.name", null, NOWHERE), RuleSource.SYSCALL);
      return lookup instanceof FieldRegistry.Found found ? text(found.field()) : null;
    }

    private static Extractor.@Nullable Text text(BoundField field) {
      return field.extractor() instanceof Extractor.Text text ? text : null;
    }
  }
}
