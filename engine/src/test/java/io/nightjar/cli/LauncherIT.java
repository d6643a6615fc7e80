package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher against JDKs and a Maven that only say that they were called; needs bash and Linux's
 * usual tools.
 */
class LauncherIT {

  private static final Path LAUNCHER = Path.of("../nightjar");
  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  @TempDir Path folder;
  private Path home = Path.of("");
  private Path jdks = Path.of("");
  private Path tools = Path.of("");

  /** What a run said and answered. */
  private record Run(int exit, String text) {}

  @BeforeEach
  void layOut() throws IOException {
    assumeThat(Files.isExecutable(Path.of("/bin/bash"))).as("bash is needed").isTrue();
    home = Files.createDirectories(folder.resolve("a home"));
    jdks = Files.createDirectories(folder.resolve("jvm"));
    tools = Files.createDirectories(folder.resolve("tools"));
    Files.copy(LAUNCHER, home.resolve("nightjar"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Path source = home.resolve("engine/src/main/java/A.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class A {}");
    Files.writeString(home.resolve("engine/pom.xml"), "<project/>");
    // a Maven that leaves a jar and counts itself
    script(
        tools.resolve("mvn"),
        """
        echo "$*" >> builds
        sleep 0.3
        mkdir -p engine/target/nightjar/lib
        : > engine/target/nightjar/lib/nightjar-engine.jar
        """);
    jdk("jdk-25", "25.0.3");
  }

  private void jdk(String name, String version) throws IOException {
    Path jdk = jdks.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(jdk.resolve("bin/java"), "echo \"ran " + name + ": $*\"\n");
    script(jdk.resolve("bin/javac"), "exit 0\n");
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void remove(String jdk) throws IOException {
    Files.delete(jdks.resolve(jdk).resolve("release"));
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), home.resolve("nightjar"), folder, arguments);
  }

  private Run run(Map<String, String> more, Path launcher, Path from, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(more, launcher, from, arguments);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), text);
  }

  private Process start(Map<String, String> more, Path launcher, Path from, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/bash", launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(from.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("NIGHTJAR_"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("MAVEN_OPTS");
    builder.environment().put("NIGHTJAR_JVM_FOLDERS", jdks.toString());
    builder.environment().put("NIGHTJAR_NO_INSTALL", "yes");
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    builder.environment().putAll(more);
    return builder.start();
  }

  private List<String> builds() throws IOException {
    Path builds = home.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
  }

  @Test
  void takesTheNewestJdkFrom21On() throws Exception {
    jdk("jdk-17", "17.0.15");
    jdk("jdk-21", "21.0.2");
    jdk("jdk-9", "9");

    assertThat(run("version").text())
        .contains("ran jdk-25:")
        .contains("nightjar-engine.jar version");
  }

  @Test
  void takesAJavaHomeThatFitsAndPassesOverOneThatDoesNot() throws Exception {
    jdk("jdk-21", "21.0.2");
    jdk("jdk-17", "17.0.15");
    Path launcher = home.resolve("nightjar");

    assertThat(run(Map.of("JAVA_HOME", jdks + "/jdk-21"), launcher, folder, "version").text())
        .contains("ran jdk-21:");
    assertThat(run(Map.of("JAVA_HOME", jdks + "/jdk-17"), launcher, folder, "version").text())
        .contains("ran jdk-25:");
  }

  @Test
  void passesFlagsOnlyToTheJvmsThatKnowThem() throws Exception {
    assertThat(run("version").text()).contains(UNSAFE);
    remove("jdk-25");
    jdk("jdk-21", "21.0.2");
    assertThat(run("version").text()).doesNotContain(UNSAFE);
  }

  @Test
  void runKeepsTheClassesOfTheLastRunAndTheOthersUseThem() throws Exception {
    assertThat(run("version").text()).doesNotContain("SharedArchiveFile");
    assertThat(run("run").text())
        .contains("-XX:+AutoCreateSharedArchive")
        .contains("-XX:SharedArchiveFile=");
    Files.writeString(home.resolve("engine/target/nightjar/classes-25.jsa"), "any");
    assertThat(run("version").text())
        .contains("-XX:SharedArchiveFile=")
        .doesNotContain("AutoCreateSharedArchive");
  }

  @Test
  void whatRunsForGoodHasTheFlagsThatAreShipped() throws Exception {
    Path options = Files.createDirectories(home.resolve("engine/src/image/options"));
    Files.writeString(
        options.resolve("agent"),
        "# why\n-Xmx128m  # and this\n[25] -XX:+UseCompactObjectHeaders\n[99] -XX:+Later\n");

    assertThat(run("agent").text())
        .contains("-Xmx128m ", "-XX:+UseCompactObjectHeaders", "classes-25-agent.jsa")
        .doesNotContain("Later", "TieredStopAtLevel", "-Xmx768m", "this");
    assertThat(run("decide").text()).doesNotContain("TieredStopAtLevel");
  }

  @Test
  void saysWhatToDoWhereNoJdkFits() throws Exception {
    remove("jdk-25");
    jdk("jdk-17", "17.0.15");
    // without apt, as on a system that is no Debian; and without any javac
    for (String tool : List.of("bash", "find", "readlink")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }

    Run run = run(Map.of("PATH", tools.toString()), home.resolve("nightjar"), folder, "run");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.text()).contains("a JDK from 21 on is needed").contains("JAVA_HOME");
    assertThat(builds()).isEmpty();
  }

  @Test
  void buildsOnceAndThenOnlyWhenASourceIsNewer() throws Exception {
    assertThat(run("status").exit()).isZero();
    assertThat(run("status").text()).doesNotContain("building");
    assertThat(builds()).hasSize(1);

    Path source = home.resolve("engine/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(run("status").text()).contains("sources are newer").contains("ran jdk-25:");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void noticesThatASourceWentAway() throws Exception {
    run("status");
    Path sources = home.resolve("engine/src/main/java");
    Files.delete(sources.resolve("A.java"));
    // as if it had been deleted a moment later: the folder's time has the clock's resolution
    Files.setLastModifiedTime(sources, FileTime.from(Instant.now().plusSeconds(5)));

    run("status");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void startsThatMeetBuildOnce() throws Exception {
    Process first = start(Map.of(), home.resolve("nightjar"), folder, "run");
    Process second = start(Map.of(), home.resolve("nightjar"), folder, "attack", "list");

    for (Process process : List.of(first, second)) {
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("ran jdk-25:");
      assertThat(process.waitFor()).isZero();
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void tellsThatABuildFailedAndStartsNothing() throws Exception {
    script(tools.resolve("mvn"), "echo '[ERROR] A.java:[1,1] no semicolon'; exit 1\n");

    Run run = run("run");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.text()).contains("no semicolon", "the build failed").doesNotContain("ran jdk");
  }

  @Test
  void worksFromAnywhereAndThroughALink() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("nj"), home.resolve("nightjar"));

    Run run =
        run(Map.of(), link, elsewhere, "responses", "deny", "r-1", "--comment", "no $(reason) *");

    assertThat(run.text())
        .contains("-Dnightjar.home=" + home)
        .contains("responses deny r-1 --comment no $(reason) *");
  }

  @Test
  void helpsBeforeAnythingIsBuilt() throws Exception {
    Run help = run("help");
    Run unknown = run("atack");

    assertThat(help.exit()).isZero();
    assertThat(help.text()).contains("Usage: ./nightjar COMMAND");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.text()).contains("there is no command \"atack\"");
    assertThat(builds()).isEmpty();
  }

  @Test
  void knowsTheCommandsOfTheProgram() throws Exception {
    String text = Files.readString(LAUNCHER);
    String list = text.substring(text.indexOf("commands=(") + "commands=(".length());
    Set<String> known =
        new TreeSet<>(List.of(list.substring(0, list.indexOf(')')).strip().split("\\s+")));

    assertThat(known)
        .isEqualTo(
            new TreeSet<>(
                Main.commandLine(new TestShell(folder).shell, (options, shell) -> 0)
                    .getSubcommands()
                    .keySet()));
  }

  @Test
  void namesOneCommandForAllThatIsMissingWhereItMayNotInstall() throws Exception {
    onlyTools("gcc", "make", "llvm-strip", "runc", "script", "nsenter");

    Run run = run(Map.of("PATH", tools.toString()), home.resolve("nightjar"), folder, "attack");

    assertThat(run.text())
        .containsOnlyOnce("type:  sudo apt-get install -y --no-install-recommends")
        .containsPattern("--no-install-recommends .*busybox-static .*clang")
        .doesNotContain(" gcc", " runc ")
        .contains("ran jdk-25:");
    assertThat(home.resolve("apt")).doesNotExist();
  }

  @Test
  void installsWhatIsMissingInOneCommandWhereItMay() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root installs packages")
        .isEqualTo(0);
    onlyTools("gcc", "make", "llvm-strip");

    Run run =
        run(
            Map.of("PATH", tools.toString(), "NIGHTJAR_NO_INSTALL", "", "APT_LOG", home + "/apt"),
            home.resolve("nightjar"),
            folder,
            "build");

    assertThat(run.exit()).isZero();
    assertThat(run.text()).contains("installing clang");
    assertThat(Files.readAllLines(home.resolve("apt")))
        .singleElement()
        .asString()
        .contains("install -y --no-install-recommends clang")
        .doesNotContain(" gcc", " make", " llvm");
  }

  /** A machine with nothing but what a launcher cannot do without, apt, and what is named. */
  private void onlyTools(String... present) throws IOException {
    for (String tool :
        List.of(
            "bash",
            "cat",
            "find",
            "flock",
            "grep",
            "head",
            "ldd",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sleep",
            "tail",
            "tee")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool).toRealPath());
    }
    for (String tool : present) {
      script(tools.resolve(tool), "exit 0\n");
    }
    script(tools.resolve("apt-get"), "echo \"$*\" >> \"$APT_LOG\"\n");
  }

  @Test
  void startsNothingFromAJarThatIsNotTheOneThatIsListed() throws Exception {
    script(
        tools.resolve("mvn"),
        """
        mkdir -p engine/target/nightjar/lib
        : > engine/target/nightjar/lib/nightjar-engine.jar
        printf other > engine/target/nightjar/lib/other-1.0.jar
        """);
    Path list = home.resolve("engine/dependencies.sha256");
    String hash = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa";
    Path leftover = home.resolve("engine/target/nightjar/lib/other-0.9.jar");
    Files.createDirectories(leftover.getParent());
    Files.writeString(leftover, "old");

    Files.writeString(list, hash.replace('d', 'e') + "  other-1.0.jar\n");
    Run changed = run("status");
    assertThat(changed.exit()).isEqualTo(2);
    assertThat(changed.text()).contains("other-1.0.jar: FAILED").doesNotContain("ran jdk");
    Files.writeString(list, "");
    assertThat(run("status").text())
        .contains("other-1.0.jar is not in engine/dependencies.sha256")
        .doesNotContain("ran jdk");
    Files.writeString(list, hash + "  other-1.0.jar\n");
    assertThat(run("status").text()).contains("ran jdk-25:");
    assertThat(leftover).doesNotExist();
  }

  @Test
  void testsPassArgumentsOnAndEndWithTheirSum() throws Exception {
    script(
        tools.resolve("mvn"),
        """
        echo "$*" >> builds
        mkdir -p engine/target/surefire-reports
        cat > engine/target/surefire-reports/TEST-x.xml <<'END'
        <?xml version="1.0"?>
        <testsuite name="io.nightjar.KernelIT" tests="3">
          <testcase name="sees" classname="io.nightjar.KernelIT" time="0.1"/>
          <testcase name="loads" classname="io.nightjar.KernelIT" time="0.1">
            <skipped message="needs &quot;root&quot;&#10;and BTF"><![CDATA[<failure> is not one]]></skipped>
          </testcase>
          <testcase name="kills" classname="io.nightjar.KernelIT" time="0.1">
            <failure message="expected &lt;1&gt;" type="x">at x</failure>
            <system-out><![CDATA[noise]]></system-out>
          </testcase>
          <testcase name="adds" classname="io.nightjar.SumTest" time="0.1"/>
        </testsuite>
        END
        exit 1
        """);

    Run run = run("test", "-pl", "rules");

    assertThat(run.exit()).isNotZero();
    assertThat(builds().getFirst()).contains("verify -pl rules -am");
    assertThat(run.text())
        .contains("KernelIT                                     2 ran, 1 SKIPPED")
        .contains("KernelIT.loads: needs \"root\" and BTF")
        .contains("KernelIT.kills: expected <1>");
    assertThat(run.text().strip()).endsWith("2 passed, 1 failed, 1 skipped");
  }

  @Test
  void aTestRunWithoutTestsIsNoSuccess() throws Exception {
    Run run = run("test");

    assertThat(run.exit()).isNotZero();
    assertThat(run.text().strip()).endsWith("0 passed, 0 failed, 0 skipped");
  }
}
