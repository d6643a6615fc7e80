package io.nightjar.driver;

import io.nightjar.driver.FilterClause.Scope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's table for one type: a {@code struct nj_type_filter}. Each clause is a bit; each
 * different test stands in it once, with the clauses that fall when it does not hold. A test for
 * which there is no room, or that the kernel cannot make, is left out: then more is sent.
 */
final class TypeTable {
  static final int MAX_CLAUSES = Long.SIZE;
  static final int MAX_NUMBERS = 32;
  static final int MAX_EARLY = 16;
  static final int MAX_PATHS = 32;
  static final int MAX_VALUES = 128;
  static final int MAX_TEST_VALUES = 64;

  static final int CLASSES = 0;
  static final int CLASS_COUNT = 32;
  static final int HOST = CLASSES + CLASS_COUNT * Long.BYTES;
  static final int CONTAINER = HOST + 8;
  static final int EARLY = HOST + 16;
  static final int FILE = HOST + 24;
  static final int POSITIVE = HOST + 32;
  static final int POSITIVE_SETS = HOST + 40;
  static final int FIRST_PATH = HOST + 48;
  static final int LATE = HOST + 56;
  static final int ONCE = HOST + 64;
  static final int COUNTS = HOST + 72;
  static final int FILE_NEEDS = COUNTS + 4;
  static final int NUMBERS = COUNTS + 8;
  static final int NUMBER_BYTES = 24;
  static final int PATHS = NUMBERS + MAX_NUMBERS * NUMBER_BYTES;
  static final int PATH_BYTES = 16;
  static final int VALUES = PATHS + MAX_PATHS * PATH_BYTES;
  static final int BYTES = VALUES + MAX_VALUES * Long.BYTES;

  private static final int SLOT_RESULT = 255;
  private static final Set<EventType> OPENS =
      Set.of(EventType.OPEN, EventType.OPENAT, EventType.OPENAT2, EventType.CREAT);

  /** When a number is known: with the arguments, with the opened file, with the record. */
  private enum Stage {
    EARLY(0),
    FILE(1),
    LATE(2);

    private final int offset;

    Stage(int offset) {
      this.offset = offset;
    }
  }

  private final EventType type;
  private final TextSets sets;
  private final ByteBuffer memory = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final Set<String> shortcomings = new LinkedHashSet<>();
  private boolean whole;
  private int values;

  private TypeTable(EventType type, TextSets sets) {
    this.type = type;
    this.sets = sets;
  }

  /**
   * @param sets gets the texts that the tests compare with
   */
  static TypeTable of(EventType type, List<FilterClause> clauses, TextSets sets) {
    TypeTable table = new TypeTable(type, sets);
    List<FilterClause> possible = clauses.stream().filter(TypeTable::isPossible).toList();
    if (possible.size() > MAX_CLAUSES) {
      table.shortcomings.add("more than " + MAX_CLAUSES + " alternatives");
      table.fill(List.of(FilterClause.ALL));
    } else {
      table.fill(possible);
    }
    return table;
  }

  /** What the kernel leaves out of what was asked for, each a few words; empty if nothing. */
  Set<String> shortcomings() {
    return shortcomings;
  }

  /** Whether every event is sent. */
  boolean isWhole() {
    return whole;
  }

  byte[] bytes() {
    return memory.array();
  }

  private static boolean isPossible(FilterClause clause) {
    return clause.numbers().stream().noneMatch(t -> t.values().isEmpty() && !t.negated());
  }

  private void fill(List<FilterClause> clauses) {
    Map<NumberTest, Long> numbers = new LinkedHashMap<>();
    Map<PathTest, Long> paths = new LinkedHashMap<>();
    for (int i = 0; i < clauses.size(); i++) {
      FilterClause clause = clauses.get(i);
      long bit = 1L << i;
      markClasses(clause, bit);
      mark(HOST, clause.scope() == Scope.CONTAINER ? 0 : bit);
      mark(CONTAINER, clause.scope() == Scope.HOST ? 0 : bit);
      mark(ONCE, clause.oncePerDirectory() ? bit : 0);
      for (NumberTest test : clause.numbers()) {
        if (has(test.arg()) && !test.values().isEmpty() && !OpenClass.tells(type, test)) {
          numbers.merge(test, bit, (a, b) -> a | b);
        }
      }
      for (PathTest test : clause.paths()) {
        if (type.slot(test.arg()) >= 0) {
          paths.merge(test, bit, (a, b) -> a | b);
        }
      }
    }
    long tested = putNumbers(numbers) | putPaths(paths);
    long everywhere = word(HOST) & word(CONTAINER);
    for (int i = 0; i < CLASS_COUNT; i++) {
      everywhere &= word(CLASSES + i * Long.BYTES);
    }
    whole = (everywhere & ~tested & ~word(ONCE)) != 0;
  }

  private void markClasses(FilterClause clause, long bit) {
    for (int i = 0; i < CLASS_COUNT; i++) {
      if (OpenClass.holds(type, clause, i)) {
        mark(CLASSES + i * Long.BYTES, bit);
      }
    }
  }

  private boolean has(@Nullable Arg arg) {
    return arg == null || type.slot(arg) >= 0;
  }

  /** Returns the clauses that have one of these tests. */
  private long putNumbers(Map<NumberTest, Long> tests) {
    Map<Stage, List<NumberTest>> stages = new EnumMap<>(Stage.class);
    for (NumberTest test : tests.keySet()) {
      stages.computeIfAbsent(stage(test), stage -> new ArrayList<>()).add(test);
    }
    List<NumberTest> late = stages.computeIfAbsent(Stage.LATE, stage -> new ArrayList<>());
    int index = 0;
    long tested = 0;
    for (Stage stage : Stage.values()) {
      List<NumberTest> own = stages.getOrDefault(stage, List.of());
      if (stage != Stage.LATE && own.size() > MAX_EARLY) {
        late.addAll(own.subList(MAX_EARLY, own.size()));
        own = own.subList(0, MAX_EARLY);
      }
      int before = index;
      for (NumberTest test : own) {
        if (hasRoom(test, index)) {
          long clauses = tests.getOrDefault(test, 0L);
          putNumber(index++, test, stage, clauses);
          tested |= clauses;
        }
      }
      memory.put(COUNTS + stage.offset, (byte) (stage == Stage.LATE ? index : index - before));
    }
    return tested;
  }

  private boolean hasRoom(NumberTest test, int index) {
    int size = test.values().size();
    if (index == MAX_NUMBERS) {
      shortcomings.add("more than " + MAX_NUMBERS + " different tests of numbers");
      return false;
    }
    if (size > MAX_TEST_VALUES || values + size > MAX_VALUES) {
      shortcomings.add("too many numbers to compare with");
      return false;
    }
    return true;
  }

  private Stage stage(NumberTest test) {
    EarlyNumbers.Early early = EarlyNumbers.of(type, test);
    return early == null ? Stage.LATE : early.isOfFile() ? Stage.FILE : Stage.EARLY;
  }

  private void putNumber(int index, NumberTest wanted, Stage stage, long clauses) {
    EarlyNumbers.Early early = stage == Stage.LATE ? null : EarlyNumbers.of(type, wanted);
    NumberTest test = early == null ? wanted : early.test();
    int at = NUMBERS + index * NUMBER_BYTES;
    memory.putLong(at, clauses).putLong(at + 8, test.mask());
    memory.put(at + 16, (byte) (test.arg() == null ? SLOT_RESULT : type.slot(test.arg())));
    memory.put(at + 17, (byte) (early == null ? 0 : early.index()));
    memory.put(at + 18, (byte) (test.negated() ? 1 : 0));
    memory.put(at + 19, (byte) test.values().size());
    memory.putShort(at + 20, (short) values);
    for (long value : test.values()) {
      memory.putLong(VALUES + values++ * Long.BYTES, value);
    }
    if (early == null) {
      mark(LATE, clauses);
    } else {
      mark(early.isOfFile() ? FILE : EARLY, clauses);
      memory.put(FILE_NEEDS, (byte) (memory.get(FILE_NEEDS) | early.fileBit()));
    }
  }

  /** Returns the clauses that have one of these tests. */
  private long putPaths(Map<PathTest, Long> tests) {
    List<PathTest> sorted = new ArrayList<>(tests.keySet());
    sorted.sort(Comparator.comparing(PathTest::arg));
    int count = 0;
    long tested = 0;
    for (PathTest test : sorted) {
      if (count == MAX_PATHS) {
        shortcomings.add("more than " + MAX_PATHS + " different tests of paths");
        continue;
      }
      try {
        int set = sets.number(test);
        long clauses = tests.getOrDefault(test, 0L);
        int at = PATHS + count * PATH_BYTES;
        memory.putLong(at, clauses);
        memory.put(at + 8, (byte) type.slot(test.arg()));
        memory.put(at + 9, (byte) directorySlot(test.arg()));
        memory.put(at + 10, (byte) set);
        memory.put(at + 11, (byte) (test.negated() ? 1 : 0));
        if (OPENS.contains(type) && test.arg() == Arg.PATH) {
          mark(FIRST_PATH, clauses);
          mark(POSITIVE, test.negated() ? 0 : clauses);
          mark(POSITIVE_SETS, test.negated() ? 0 : 1L << set);
        } else {
          mark(LATE, clauses);
        }
        count++;
        tested |= clauses;
      } catch (TextSets.NotJudgeable e) {
        shortcomings.add(String.valueOf(e.getMessage()));
      }
    }
    memory.put(COUNTS + 3, (byte) count);
    return tested;
  }

  /** Where the directory of a relative path stands, or the path itself if it is taken as it is. */
  private int directorySlot(Arg path) {
    Arg directory =
        switch (path) {
          case OLD_PATH -> Arg.OLD_DIRECTORY;
          case NEW_PATH -> Arg.NEW_DIRECTORY;
          default -> Arg.DIRECTORY;
        };
    return type.slot(directory) >= 0 ? type.slot(directory) : type.slot(path);
  }

  private void mark(int offset, long clauses) {
    memory.putLong(offset, word(offset) | clauses);
  }

  private long word(int offset) {
    return memory.getLong(offset);
  }
}
