package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.bench.Load;
import io.nightjar.driver.bench.LoadGenerator;
import io.nightjar.driver.bench.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel kills denied programs before their first instruction, and nothing else. The program
 * writes a byte with its first instruction, so every byte that arrives is one that was too late.
 */
@SuppressWarnings("NullAway.Init") // filled in by JUnit
final class DenyIT {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final String CONTAINER = "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  private KernelEventSource source;
  private LoadGenerator generator;
  private Path program;
  private @Nullable Path container;
  private @Nullable Path elsewhere;

  @BeforeEach
  void open() throws IOException {
    String reason = "";
    try {
      source = KernelEventSource.open();
      generator = LoadGenerator.unpack(folder.toRealPath());
    } catch (DriverUnavailable e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(reason.isEmpty(), "no driver: " + reason);
    program = generator.writesFirst();
    container = cgroup("deny-it-" + ProcessHandle.current().pid() + "/" + CONTAINER);
    elsewhere = cgroup("deny-it-" + ProcessHandle.current().pid() + "/" + "f".repeat(64));
  }

  @AfterEach
  void close() throws IOException {
    if (source != null) {
      source.close();
    }
    for (Path cgroup : new Path[] {container, elsewhere}) {
      if (cgroup != null) {
        Files.deleteIfExists(cgroup);
      }
    }
    if (container != null) {
      Files.deleteIfExists(container.getParent());
    }
  }

  @Test
  void aThousandOfAThousandDeniedProgramsRunNoInstruction() throws Exception {
    source.deny(List.of(denial(Scope.CONTAINER, program)));
    source.denyIn(Set.of(id(container)));

    LoadResult result = run(program, 1000, container);

    assertThat(result.killed()).isEqualTo(1000);
    assertThat(result.wrote()).isZero();
  }

  @Test
  void theSameProgramLivesOnTheHostAndInAContainerThatIsNotArmed() throws Exception {
    source.deny(List.of(denial(Scope.CONTAINER, program)));
    source.denyIn(Set.of(id(container)));

    assertThat(run(program, 1, null).wrote()).isEqualTo(1);
    assertThat(run(program, 1, elsewhere).wrote()).isEqualTo(1);
    assertThat(run(program, 1, container).wrote()).isZero();
  }

  @Test
  void aCgroupThatIsNoContainersIsSparedWhereContainersAreMeant() throws Exception {
    Path plain = cgroup("deny-it-" + ProcessHandle.current().pid() + "/plain");
    try {
      source.deny(List.of(denial(Scope.CONTAINER, program)));
      source.denyIn(Set.of(id(plain)));
      assertThat(run(program, 1, plain).wrote()).isEqualTo(1);

      source.deny(List.of(denial(Scope.ANY, program)));
      assertThat(run(program, 1, plain).wrote()).isZero();
    } finally {
      Files.deleteIfExists(plain);
    }
  }

  @Test
  void anotherPathIsAnotherProgramAndALinkIsNone() throws Exception {
    Path copy = Files.copy(program, program.resolveSibling("copy"));
    Path link = Files.createSymbolicLink(program.resolveSibling("link"), program);
    Path longWay =
        Files.createDirectory(program.resolveSibling("d"))
            .resolve("../d/../" + program.getFileName());
    source.deny(List.of(denial(Scope.CONTAINER, program)));
    source.denyIn(Set.of(id(container)));

    assertThat(run(copy, 1, container).wrote()).isEqualTo(1);
    assertThat(run(link, 1, container).wrote()).isZero();
    assertThat(run(longWay, 1, container).wrote()).isZero();
  }

  @Test
  void whatIsAllowedAgainRuns() throws Exception {
    source.deny(List.of(denial(Scope.CONTAINER, program)));
    source.denyIn(Set.of(id(container)));
    assertThat(run(program, 1, container).wrote()).isZero();

    source.denyIn(Set.of());
    assertThat(run(program, 1, container).wrote()).isEqualTo(1);

    source.denyIn(Set.of(id(container)));
    source.deny(List.of());
    assertThat(run(program, 1, container).wrote()).isEqualTo(1);
  }

  @Test
  void theExecIsToldWithTheKill() throws Exception {
    source.deny(List.of(denial(Scope.CONTAINER, program)));
    source.denyIn(Set.of(id(container)));
    assertThat(run(program, 1, container).killed()).isEqualTo(1);

    List<EventView> execs = new ArrayList<>();
    int quiet = 0;
    while (quiet < 3) {
      quiet += source.poll(event -> keep(event, execs), 100) == 0 ? 1 : 0;
    }

    assertThat(execs).hasSize(1);
    assertThat(execs.getFirst().killed()).isTrue();
    assertThat(execs.getFirst().text(Arg.EXE_PATH)).isEqualTo(program.toString());
    assertThat(execs.getFirst().cgroupId()).isEqualTo(id(container));
  }

  @Test
  void whatCannotBeDeniedIsRefused() {
    Path far = Path.of("/" + "x".repeat(300));
    assertThatThrownBy(() -> source.deny(List.of(denial(Scope.CONTAINER, far))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("255 bytes");
    assertThatThrownBy(() -> source.deny(List.of(denial(Scope.HOST, program))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host");
  }

  private void keep(EventView event, List<EventView> execs) {
    if (event.type() == EventType.EXECVE && event.text(Arg.EXE_PATH).equals(program.toString())) {
      execs.add(event.copy());
    }
  }

  private static ExecDenial denial(Scope scope, Path path) {
    return new ExecDenial("test", scope, Set.of(path.toString()));
  }

  private LoadResult run(Path what, int times, @Nullable Path cgroup) throws Exception {
    Load load = Load.of(Load.Kind.DENIED, what.toString()).rounds(times);
    return generator.run(cgroup == null ? load : load.in(List.of(cgroup.resolve("cgroup.procs"))));
  }

  private static Path cgroup(String name) throws IOException {
    for (Path root : List.of(MOUNT, MOUNT.resolve("unified"), MOUNT.resolve("memory"))) {
      if (Files.exists(root.resolve("cgroup.procs"))) {
        return Files.createDirectories(root.resolve(name));
      }
    }
    throw new IOException("no control groups at " + MOUNT);
  }

  private static long id(@Nullable Path cgroup) throws IOException {
    if (cgroup == null) {
      throw new IOException("no control group");
    }
    long inode = (Long) Files.getAttribute(cgroup, "unix:ino");
    return cgroup.startsWith(MOUNT.resolve("memory")) ? inode | EventLayout.CGROUP_V1 : inode;
  }
}
