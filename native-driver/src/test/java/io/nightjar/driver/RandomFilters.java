package io.nightjar.driver;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes filters that tell between the events of a sample: their tests are made of its values. */
final class RandomFilters {
  private static final List<Arg> PATHS = List.of(Arg.PATH, Arg.OLD_PATH, Arg.NEW_PATH);

  private final Random random;
  private final Map<EventType, Map<Arg, List<Long>>> numbers = new EnumMap<>(EventType.class);
  private final Map<EventType, List<Long>> results = new EnumMap<>(EventType.class);
  private final List<String> paths;

  RandomFilters(long seed, List<EventView> sample) {
    random = new Random(seed);
    Set<String> texts = new LinkedHashSet<>();
    for (EventView event : sample) {
      results.computeIfAbsent(event.type(), t -> new ArrayList<>()).add(event.result());
      for (Arg arg : event.type().args()) {
        if (arg.kind() == Arg.Kind.NUMBER && event.has(arg)) {
          numbers
              .computeIfAbsent(event.type(), t -> new HashMap<>())
              .computeIfAbsent(arg, a -> new ArrayList<>())
              .add(event.number(arg));
        }
        if (PATHS.contains(arg) && event.has(arg)) {
          texts.add(event.absolutePath(arg));
        }
      }
    }
    paths = texts.stream().filter(text -> !text.isEmpty()).toList();
  }

  KernelFilter next() {
    KernelFilter.Builder filter = KernelFilter.builder();
    for (EventType type : results.keySet()) {
      if (random.nextInt(8) > 0) {
        int clauses = 1 + random.nextInt(3);
        for (int i = 0; i < clauses; i++) {
          filter.send(type, clause(type));
        }
      }
    }
    return filter.build();
  }

  private FilterClause clause(EventType type) {
    List<NumberTest> numberTests = new ArrayList<>();
    List<Arg> known = new ArrayList<>(numbers.getOrDefault(type, Map.of()).keySet());
    for (int i = random.nextInt(3); i > 0; i--) {
      numberTests.add(number(type, known));
    }
    List<PathTest> pathTests = new ArrayList<>();
    List<Arg> own = PATHS.stream().filter(arg -> type.args().contains(arg)).toList();
    for (int i = random.nextInt(3); i > 0 && !own.isEmpty(); i--) {
      pathTests.add(path(own.get(random.nextInt(own.size()))));
    }
    return new FilterClause(
        any(FilterClause.Scope.values()),
        any(FilterClause.Outcome.values()),
        numberTests,
        pathTests,
        false);
  }

  private NumberTest number(EventType type, List<Arg> known) {
    Arg arg = known.isEmpty() || random.nextInt(5) == 0 ? null : any(known.toArray(Arg[]::new));
    List<Long> pool =
        arg == null
            ? results.getOrDefault(type, List.of())
            : numbers.getOrDefault(type, Map.of()).getOrDefault(arg, List.of());
    long mask = random.nextBoolean() ? -1 : 1L << random.nextInt(20) | random.nextInt(8);
    Set<Long> values = new HashSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      values.add(pool.get(random.nextInt(pool.size())) & mask);
    }
    return new NumberTest(arg, mask, values, random.nextBoolean());
  }

  private PathTest path(Arg arg) {
    List<Set<String>> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      texts.add(new HashSet<>());
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      String path = paths.get(random.nextInt(paths.size()));
      switch (random.nextInt(4)) {
        case 0 -> texts.get(0).add(path);
        case 1 -> texts.get(1).add(path.substring(0, random.nextInt(path.length() + 1)));
        case 2 -> texts.get(2).add(path.substring(random.nextInt(path.length() + 1)));
        default -> texts.get(3).add(path.substring(path.lastIndexOf('/') + 1));
      }
    }
    return new PathTest(
        arg, texts.get(0), texts.get(1), texts.get(2), texts.get(3), random.nextBoolean());
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
