package io.nightjar.rules.compile;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.ProcessMemo;
import io.nightjar.rules.match.PlaceIndex;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one type of events, in their order, arranged so that an event costs little however
 * many there are: first the rules that its process can match at all (decided once a process), then
 * of those the ones whose guard lets the event pass, and only then whole conditions.
 */
public final class Bucket {
  /** A test that lets several rules pass. */
  static final class SharedGuard {
    private final Condition condition;
    private final long[] rules;

    SharedGuard(Condition condition, int words) {
      this.condition = condition;
      this.rules = new long[words];
    }

    void add(int rule) {
      rules[rule / Long.SIZE] |= 1L << rule;
    }
  }

  private final int number;
  private final int[] rules;
  private final Condition[] conditions;
  private final @Nullable Condition[] processParts;
  private final ProcessNames names;
  private final long[] unguarded;
  private final long[] placed;
  private final PlaceIndex places;
  private final Extractor.@Nullable Text fileName;
  private final SharedGuard[] guards;

  Bucket(
      int number,
      int[] rules,
      Condition[] conditions,
      @Nullable Condition[] processParts,
      ProcessNames names,
      long[] unguarded,
      long[] placed,
      PlaceIndex places,
      Extractor.@Nullable Text fileName,
      SharedGuard[] guards) {
    this.number = number;
    this.rules = rules;
    this.conditions = conditions;
    this.processParts = processParts;
    this.names = names;
    this.unguarded = unguarded;
    this.placed = placed;
    this.places = places;
    this.fileName = fileName;
    this.guards = guards;
  }

  /** Longs of a set of rules of this bucket. */
  public int words() {
    return unguarded.length;
  }

  /**
   * The rules that the event may match, as bits.
   *
   * @param into at least {@link #words} long; overwritten
   * @return whether there is any
   */
  public boolean candidates(EventContext context, long[] into) {
    if (rules.length == 0) {
      return false;
    }
    ProcessMemo memo = context.memo();
    long[] possible = memo.possible(number);
    if (possible == null) {
      possible = possible(context);
      memo.possible(number, possible);
    }
    int words = unguarded.length;
    boolean placedLeft = false;
    boolean left = false;
    for (int i = 0; i < words; i++) {
      into[i] = unguarded[i];
      placedLeft |= (possible[i] & placed[i]) != 0;
      left |= possible[i] != 0;
    }
    if (!left) {
      return false;
    }
    if (placedLeft) {
      lookUpPlaces(context, into);
    }
    for (SharedGuard guard : guards) {
      pass(guard, context, possible, into);
    }
    boolean any = false;
    for (int i = 0; i < words; i++) {
      into[i] &= possible[i];
      any |= into[i] != 0;
    }
    return any;
  }

  private void lookUpPlaces(EventContext context, long[] into) {
    Arg argument = fileName == null ? null : fileName.argument(context);
    if (argument == null) {
      for (int i = 0; i < placed.length; i++) {
        into[i] |= placed[i];
      }
      return;
    }
    EventView event = context.event();
    places.lookUp(event.buffer(), event.textOffset(argument), event.textLength(argument), into);
  }

  private static void pass(SharedGuard guard, EventContext context, long[] possible, long[] into) {
    long[] rules = guard.rules;
    boolean wanted = false;
    for (int i = 0; i < rules.length; i++) {
      wanted |= (rules[i] & possible[i] & ~into[i]) != 0;
    }
    if (wanted && guard.condition.holds(context)) {
      for (int i = 0; i < rules.length; i++) {
        into[i] |= rules[i];
      }
    }
  }

  private long[] possible(EventContext context) {
    ProcessInfo process = context.process();
    long[] possible = names.of(process == null ? null : process.name());
    for (int word = 0; word < possible.length; word++) {
      for (long left = possible[word]; left != 0; left &= left - 1) {
        Condition part = processParts[word * Long.SIZE + Long.numberOfTrailingZeros(left)];
        if (part != null && !part.holds(context)) {
          possible[word] &= ~Long.lowestOneBit(left);
        }
      }
    }
    return possible;
  }

  /** Whether the whole condition of a candidate holds. */
  public boolean holds(int candidate, EventContext context) {
    return conditions[candidate].holds(context);
  }

  /** Index in the rule set of a candidate. */
  public int rule(int candidate) {
    return rules[candidate];
  }
}
