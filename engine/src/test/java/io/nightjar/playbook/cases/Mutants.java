package io.nightjar.playbook.cases;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Breaks every playbook of the library in one place after the other and looks whether a case fails.
 * Run by hand, in the folder {@code engine}: it compiles some hundred times. Arguments name the
 * playbooks to break; without any, all are.
 */
final class Mutants {
  /** A condition that can be dropped: one constraint, or a whole pattern that only stands by. */
  private static final List<Pattern> DROPPED =
      List.of(
          Pattern.compile(",\\s*podUid == \\$\\w+(?=\\s*[,)])"),
          Pattern.compile("(?<=\\( )podUid == \\$pod,\\s*"),
          Pattern.compile(",\\s*(rule|podUid|namespace|image|processName) != [^,)]+(?=[,)])"),
          Pattern.compile(",\\s*namespace == \\$namespace(?=[,)])"),
          Pattern.compile(",\\s*field\\(\"[^\"]+\"\\) (==|!=) [^,)]+(?=[,)])"),
          Pattern.compile(",\\s*state == ResponseState\\.\\w+(?=[,)])"),
          Pattern.compile(",\\s*state in \\([^)]*\\)"),
          Pattern.compile(",\\s*playbook == \"[^\"]+\""),
          Pattern.compile(",\\s*!dryRun"),
          Pattern.compile(",\\s*action == \"[^\"]+\"(?=,)"),
          Pattern.compile(",\\s*processName in \\([^)]*\\)"),
          Pattern.compile(",\\s*priority\\.atLeast\\([^)]*\\)"),
          Pattern.compile("\\n  calendars \"\\w+\""),
          Pattern.compile("\\n  (not|exists) \\w+\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)"));

  private static final Pattern UPPER = Pattern.compile("(before|after)\\[(\\d+\\w+),(\\d+)(\\w+)]");
  private static final Pattern COUNT = Pattern.compile("(>=|==) (\\d+) \\)");

  private Mutants() {}

  public static void main(String[] names) throws IOException, PlaybookErrors {
    Set<String> all = new TreeSet<>(names.length == 0 ? Library.compile().names() : List.of(names));
    Path folder = Files.createTempDirectory("mutants");
    int killed = 0;
    int refused = 0;
    List<String> alive = new ArrayList<>();
    for (String name : all) {
      String drl = Files.readString(Library.FOLDER.resolve(name).resolve("playbook.drl"));
      for (Mutant mutant : of(drl)) {
        switch (fate(folder, name, mutant.drl())) {
          case KILLED -> killed++;
          case REFUSED -> refused++;
          case ALIVE -> alive.add(name + ": " + mutant.what());
        }
      }
    }
    alive.forEach(System.out::println);
    System.out.println(
        killed
            + " found by a case, "
            + refused
            + " refused by the check, "
            + alive.size()
            + " alive");
  }

  private enum Fate {
    KILLED,
    REFUSED,
    ALIVE
  }

  private record Mutant(String what, String drl) {}

  private static List<Mutant> of(String drl) {
    List<Mutant> mutants = new ArrayList<>();
    for (Pattern pattern : DROPPED) {
      Matcher matcher = pattern.matcher(drl);
      while (matcher.find()) {
        mutants.add(new Mutant("without" + at(drl, matcher), replaced(drl, matcher, "")));
      }
    }
    Matcher upper = UPPER.matcher(drl);
    while (upper.find()) {
      for (int percent : new int[] {50, 115}) {
        long millis = millis(upper.group(3), upper.group(4)) * percent / 100;
        if (millis <= 3_600_000) {
          String window = upper.group(1) + "[" + upper.group(2) + "," + millis + "ms]";
          mutants.add(new Mutant(percent + " % of" + at(drl, upper), replaced(drl, upper, window)));
        }
      }
    }
    Matcher count = COUNT.matcher(drl);
    while (count.find()) {
      for (int by : new int[] {-1, 1}) {
        int changed = Integer.parseInt(count.group(2)) + by;
        String instead = count.group(1) + " " + changed + " )";
        mutants.add(new Mutant(changed + " for" + at(drl, count), replaced(drl, count, instead)));
      }
    }
    return mutants;
  }

  private static String replaced(String drl, Matcher matcher, String instead) {
    return drl.substring(0, matcher.start()) + instead + drl.substring(matcher.end());
  }

  private static String at(String drl, Matcher matcher) {
    long line = drl.substring(0, matcher.end()).lines().count();
    return " " + matcher.group().strip().replaceAll("\\s+", " ") + " (line " + line + ")";
  }

  private static long millis(String number, String unit) {
    return Long.parseLong(number)
        * switch (unit) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> throw new IllegalArgumentException(unit);
        };
  }

  private static Fate fate(Path folder, String name, String drl) throws IOException {
    Path own = Files.createDirectories(folder.resolve("playbooks").resolve(name));
    Files.copy(
        Library.FOLDER.resolve(name).resolve("playbook.yaml"),
        own.resolve("playbook.yaml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(own.resolve("playbook.drl"), drl);
    try {
      CompiledPlaybooks mutant =
          new PlaybookCompiler(folder.resolve("cache"), Library.CALENDARS.names())
              .load(folder.resolve("playbooks"));
      CaseRunner runner = new CaseRunner(mutant, Library.CALENDARS);
      boolean passes =
          CaseFile.readAll(Library.FOLDER.resolve(name), new ArrayList<>()).stream()
              .flatMap(file -> file.cases().stream())
              .allMatch(one -> runner.run(name, own, one).passed());
      return passes ? Fate.ALIVE : Fate.KILLED;
    } catch (PlaybookErrors e) {
      return Fate.REFUSED;
    } finally {
      try (Stream<Path> files = Files.list(own)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(own);
    }
  }
}
