package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first wall: what a playbook may say, and how it is told what it may not. */
class DialectCheckTest {
  private static final String ASK = "respond.to($d).isolatePod().because(\"x\");";
  private static final Known KNOWN =
      new Known(
          Set.of("night", "day"),
          Set.of("kubernetes:isolate-pod", "kubernetes:scale-to-zero", "process:kill"),
          Optional.of(Set.of("Terminal shell in container", "Read sensitive file untrusted")));

  private static List<Problem> check(String drl) {
    return new DialectCheck(Prelude.vocabulary()).check(new Source("p/playbook.drl", drl), KNOWN);
  }

  private static String rule(String condition, String consequence) {
    return "rule \"a\"\nwhen\n  " + condition + "\nthen\n  " + consequence + "\nend\n";
  }

  private static Problem only(String drl) {
    List<Problem> problems = check(drl);
    assertThat(problems).as(drl).hasSize(1);
    return problems.getFirst();
  }

  /** Ways out of the dialect that work in plain DRL, or look as if they might. */
  static List<String> escapes() {
    return List.of(
        rule("$d : Detection()", "Runtime.getRuntime().exec(\"id\");"),
        rule("$d : Detection()", ASK + " java.lang.Runtime.getRuntime().exec(\"id\");"),
        rule("$d : Detection()", "respond.to($d).isolatePod().because(System.getenv(\"HOME\"));"),
        rule("$d : Detection()", "respond.getClass().forName(\"java.lang.Runtime\");"),
        rule("$d : Detection()", "respond.to($d).getClass();"),
        rule("$d : Detection()", "drools.getKieRuntime().halt();"),
        rule("$d : Detection()", "while (true) {}"),
        rule("$d : Detection()", "for (;;) { " + ASK + " }"),
        rule("$d : Detection()", "Runnable r = () -> {}; " + ASK),
        rule("$d : Detection()", "new Thread().start();"),
        rule("$d : Detection()", "class Inner { static { System.exit(1); } }"),
        rule("$d : Detection()", "insert($d);"),
        rule("$d : Detection()", "modify($d) { } "),
        rule("$d : Detection()", "@SuppressWarnings(\"x\") int a = 0;"),
        rule("$d : Detection()", ASK + " } static { System.exit(1); } { "),
        rule("$d : Detection()", "respond.to($d).isolatePod().because(\"\" + $d);"),
        rule("$d : Detection( System.getenv(\"x\") != \"\" )", ASK),
        rule("$d : Detection( java.lang.System.getenv(\"x\") != \"\" )", ASK),
        rule("$d : Detection( getClass().getName() != \"\" )", ASK),
        rule("$d : Detection( this.getClass().forName(\"x\") != \"\" )", ASK),
        rule("$d : Detection( rule.getClass() != \"\" )", ASK),
        rule("$d : Detection( new java.io.File(\"/\").exists() )", ASK),
        rule("$d : Detection( eval(true) )", ASK),
        rule("$d : Detection( rule matches \"(a+)+b\" )", ASK),
        rule("$d : Detection( rule == (String) \"a\" )", ASK),
        rule("$d : Detection( (x -> x) != \"\" )", ASK),
        rule("$d : Detection( rule = \"a\" )", ASK),
        rule("$d : Detection( process.ancestors.get(0) == \"sh\" )", ASK),
        rule("$d : Detection( workload.describe() == \"sh\" )", ASK),
        rule("$d : Detection( fields[\"a\"] == \"b\" )", ASK),
        rule("$d : Detection( rule.formatted(\"x\") == \"b\" )", ASK),
        rule("$d : Detection() eval( System.exit(1) == null )", ASK),
        rule("$d : Detection() $f : java.io.File() from new java.io.File(\"/\")", ASK),
        rule("$d : Detection() String() from \"x\"", ASK),
        rule("$d : Detection() java.lang.Thread( )", ASK),
        rule("$d : Detection() from entry-point \"other\"", ASK),
        rule(
            "$d : Detection() Number( intValue > 1 ) from accumulate( Detection(), count(1) )",
            ASK),
        rule(
            "$d : Detection()\n"
                + "  accumulate( Detection( podUid == $d.podUid ), init( int a = 0; )"
                + " action( System.exit(1); ) result( a ) )",
            ASK),
        rule(
            "$d : Detection() accumulate( Detection( podUid == $d.podUid ); $s : collectSet(this)"
                + " )",
            ASK),
        rule("forall( Detection() Detection() ) $d : Detection()", ASK),
        rule("$d : Detection() @watch( * )", ASK),
        "import java.io.File\n" + rule("$d : Detection()", ASK),
        "import static java.lang.System.exit\n" + rule("$d : Detection()", ASK),
        "import function java.lang.System.exit\n" + rule("$d : Detection()", ASK),
        "import accumulate java.lang.String x\n" + rule("$d : Detection()", ASK),
        "package evil\n" + rule("$d : Detection()", ASK),
        "global java.lang.Runtime runtime\n" + rule("$d : Detection()", ASK),
        "function void f() { System.exit(1); }\n" + rule("$d : Detection()", ASK),
        "declare Foo\n  a : int = System.exit(1)\nend\n" + rule("$d : Detection()", ASK),
        "declare enum E A; end\n" + rule("$d : Detection()", ASK),
        "declare window W Detection() over window:time(1s) end\n" + rule("$d : Detection()", ASK),
        "dialect \"mvel\"\n" + rule("$d : Detection()", ASK),
        "query q() Detection() end\n" + rule("$d : Detection()", ASK),
        "rule \"a\" dialect \"mvel\" when $d : Detection() then " + ASK + " end",
        "rule \"a\" salience (Integer.getInteger(\"x\")) when $d : Detection() then "
            + ASK
            + " end",
        "rule \"a\" timer (int: 5s 5s) when $d : Detection() then " + ASK + " end",
        "rule \"a\" enabled (System.exit(1) == null) when $d : Detection() then " + ASK + " end",
        "rule \"a\\\" + System.exit(1) + \\\"\" when $d : Detection() then " + ASK + " end",
        "rule \"a\" @Foo(bar) when $d : Detection() then " + ASK + " end",
        "rule \"a\" extends \"b\" when $d : Detection() then " + ASK + " end",
        "rule \"a\" when $d : Detection() do[x] then " + ASK + " then[x] System.exit(1); end",
        rule("$d : Detection( rule == \"\\u0022 + System.exit(1) + \\u0022\" )", ASK),
        rule("$d : Detection()", "/* \\u002a\\u002f System.exit(1); */ " + ASK),
        rule("$d : Detection()", "// \\u000a System.exit(1);\n" + ASK),
        rule("$d : Detection( rule == \"a\\\" + System.exit(1) + \\\"\" + x )", ASK),
        rule("$d : Detection( rule == \"\u202e\" )", ASK));
  }

  @ParameterizedTest
  @MethodSource("escapes")
  void refusesWhatLeavesTheDialect(String drl) {
    List<Problem> problems = check(drl);
    assertThat(problems).as(drl).isNotEmpty();
    assertThat(problems).allSatisfy(problem -> assertThat(problem.message()).isNotBlank());
    assertThat(problems.getFirst().line()).as(problems.getFirst().render()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$d : Detection( rule == \"Terminal shell in container\", podUid != \"\" )",
        "$d : Detection( priority.atLeast(Priority.WARNING), tagged(\"x\"), label(\"a\") == \"b\""
            + " )",
        "$d : Detection( field(\"fd.name\").startsWith(\"/etc\") || !( image.isEmpty() ) )",
        "$d : Detection( tags contains \"x\", tags not contains \"y\", namespace not in (\"a\","
            + " \"b\") )",
        "$d : Detection( timeMillis > 5 && timeMillis < 9 ) not Detection( id == $d.id, this"
            + " before[0s,1h] $d )",
        "$u : ResponseUpdate( state in (ResponseState.FAILED) ) $d : Detection( podUid == $u.podUid"
            + " )",
        "$d : Detection( $p : podUid ) accumulate( Detection( podUid == $p, this before[0s,1m] $d"
            + " ); $n : count(1); $n > 3 )",
      })
  void acceptsWhatItKnows(String condition) {
    assertThat(check(rule(condition, ASK))).extracting(Problem::render).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          Detection( podUID == "a" )             | 19 | Detection has no property podUID     | did you mean 'podUid'?
          Detektion( )                           | 3 | no facts called Detektion            | did you mean 'Detection'?
          Detection( rule == 5 )                 | 27 | compares text with a number          |
          Detection( priority == "WARNING" )     | 31 | one of a fixed set with text         | such as Priority.DEBUG
          Detection( rule > "a" )                | 24 | only numbers and priorities          | use == or !=
          Detection( process.nam == "sh" )       | 27 | nothing called nam                   | did you mean 'process.name'?
          Detection( image.repo == "sh" )        | 25 | nothing called repo                  | image.repository
          Detection( workload.label("a") == "" ) | 28 | nothing called label                 | namespace.label
          Detection( rule )                      | 19 | this is text, not a condition        | compare it
          Detection( labl("a") == "b" )          | 19 | has no question labl                 | did you mean 'label'?
          Detection( workload == null )          | 31 | nothing is ever null                 | an unknown text is empty
          Detection( rule == "Terminal shell" )  | 27 | no rule of the ruleset is called     | known: Read sensitive file untrusted, Terminal shell in container
          Detection( rule == "Terminal shel in container" ) | 27 | no rule of the ruleset    | did you mean 'Terminal shell in container'?
          Detection( this after $d )             | 24 | from when until when                 | after[0s,5m]
          Detection( this after[5m,1m] $d )      | 33 | ends before it starts                |
          Detection( this after[0s,5m] $x )      | 37 | $x is not bound here                 | bind it first
          """)
  void tellsPlaceReasonAndRemedy(String pattern, int column, String message, String hint) {
    Problem problem = only(rule("$d : " + pattern.strip(), ASK));
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.message()).contains(message.strip());
    assertThat(problem.hint()).contains(hint == null ? "" : hint.strip());
    assertThat(problem.column()).as(problem.render()).isEqualTo(column);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          respond.to($d).isolatPod().because("x");        | no action isolatPod            | did you mean 'isolatePod'?
          respond.to($d).isolatePod();                    | gives no reason                | because
          respond.to($x).isolatePod().because("x");       | $x is not bound                | did you mean '$d'?
          respond.to($d).isolatePod().because("{pdo}");   | a Detection has no {pdo}       | did you mean 'pod'?
          respond.to($d).isolatePod().because("{pod");    | a brace                        | {pod}
          respond.to($d).isolatePod().because("x").undoAfter("8 hours"); | is no duration  | "8h"
          respond.to($d).isolatePod().because("x").byGroup("a");         | belongs to an approval | needsApproval
          respond.to($d).isolatePod().because("x").needsApproval("5m").escalateAfter("9m", "a"); | expired by then | escalate before 5m
          respond.to($d).rollBackImage().because("x");    | does not allow this playbook to ask for kubernetes:roll-back-image | mayAsk
          respond.too($d);                                | respond cannot too             | to, page
          respond.page($d, "", "x");                      | the group to page is empty     |
          // nothing                                      | asks for nothing               | respond.to($d)
          """)
  void tellsWhatIsWrongInAConsequence(String consequence, String message, String hint) {
    Problem problem = only(rule("$d : Detection()", consequence.strip()));
    assertThat(problem.message()).contains(message.strip());
    assertThat(problem.hint()).contains(hint == null ? "" : hint.strip());
    assertThat(problem.line()).isEqualTo(5);
  }

  @Test
  void aResponseUpdateKnowsNoProcessToKill() {
    Problem problem =
        only(rule("$d : ResponseUpdate()", "respond.to($d).killProcess().because(\"x\");"));
    assertThat(problem.hint()).isEqualTo("ask it of a Detection");
  }

  @Test
  void anUnknownCalendarIsToldWithTheNearest() {
    Problem problem =
        only(
            "rule \"a\"\n  calendars \"nigth\"\nwhen\n  $d : Detection()\nthen\n  "
                + ASK
                + "\nend");
    assertThat(problem.message()).isEqualTo("no calendar is called 'nigth'");
    assertThat(problem.hint()).isEqualTo("did you mean 'night'?");
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(13);
  }

  @Test
  void everyFactMustBeJoinedWithAnEarlierOne() {
    Problem problem = only(rule("$d : Detection()\n  Detection( podUid != \"\" )", ASK));
    assertThat(problem.message()).contains("nothing joins this");
    assertThat(problem.line()).isEqualTo(4);
  }

  @Test
  void aWindowLongerThanTheMemoryIsRefused() {
    Problem problem =
        only(
            rule(
                "$d : Detection()\n  Detection( podUid == $d.podUid, this before[0s,2h] $d )",
                ASK));
    assertThat(problem.message()).contains("a Detection is kept for 1h");
  }

  @Test
  void aNotThatWouldSecretlyWaitIsRefused() {
    Problem problem =
        only(
            rule(
                "$d : Detection()\n"
                    + "  $e : Detection( podUid == $d.podUid, this after[0s,5m] $d )\n"
                    + "  not Detection( podUid == $d.podUid, this after[1s,5m] $d, this"
                    + " before[0s,5m] $e )",
                ASK));
    assertThat(problem.message()).contains("would wait");
    assertThat(problem.line()).isEqualTo(5);
  }

  @Test
  void everyProblemOfAFileIsToldAtOnce() {
    List<Problem> problems =
        check(
            rule("$d : Detection( podUID == \"a\", rule == 5 )", "respond.to($d).foo();")
                + "rule \"a\" salience 5 when $d : Detection() then "
                + ASK
                + " end");
    assertThat(problems).hasSize(5);
    assertThat(problems).isSorted();
  }

  @Test
  void aProblemIsRenderedLikeACompilersWithACaret() {
    assertThat(only(rule("$d : Detection( podUID == \"a\" )", ASK)).render())
        .isEqualTo(
            """
            p/playbook.drl:3:19: Detection has no property podUID
                $d : Detection( podUID == "a" )
                                ^
              hint: did you mean 'podUid'?\
            """);
  }

  @Test
  void brokenSyntaxIsToldWithItsPlace() {
    Problem problem =
        check("rule \"a\"\nwhen\n  $d : Detection( rule = \"x\" )\nthen\nend").getFirst();
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.message()).startsWith("syntax:");
    assertThat(problem.hint()).contains("==");
  }
}
