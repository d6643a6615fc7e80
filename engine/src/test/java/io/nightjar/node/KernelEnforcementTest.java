package io.nightjar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.ProcessInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelEnforcementTest {

  private static final ExecDenial MINER =
      new ExecDenial("No miners", Scope.CONTAINER, Set.of("/tmp/xmrig"));
  private static final ContainerIdentity WEB = new ContainerIdentity("a".repeat(64), "uid-web");
  private static final ContainerIdentity DNS = new ContainerIdentity("b".repeat(64), "uid-dns");

  private final FakeKernel kernel = new FakeKernel();
  private final Set<String> mayKillIn = new HashSet<>(Set.of("uid-web"));
  private final List<String> recorded = new ArrayList<>();
  private final List<ProcessTarget> asked = new ArrayList<>();
  private final KernelEnforcement enforcement =
      new KernelEnforcement("node-1", kernel, new NoPods(), this::mayKill, recorded::add);
  private final EventEncoder encoder = new EventEncoder();

  private boolean mayKill(ProcessTarget target) {
    asked.add(target);
    return mayKillIn.contains(target.podUid());
  }

  @Test
  void withoutARuleThatWantsItNothingIsDeniedAnywhere() {
    saw(EventType.EXECVE, WEB, 7, false);
    enforcement.look();

    assertThat(kernel.denials).isEmpty();
    assertThat(kernel.cgroups).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void killsOnlyInContainersThatTheGateAllows() {
    enforcement.use(List.of(MINER));
    saw(EventType.EXECVE, WEB, 7, false);
    saw(EventType.PROCESS_FORK, DNS, 8, false);
    saw(EventType.EXECVE, ContainerIdentity.HOST, 1, false);

    assertThat(kernel.denials).containsExactly(MINER);
    assertThat(kernel.cgroups).containsExactly(7L);
    assertThat(asked).extracting(ProcessTarget::containerId).doesNotContain("");
    assertThat(recorded).containsExactly("the kernel kills at exec for the rules No miners");
  }

  @Test
  void stopsWhereTheGateChangesItsMind() {
    enforcement.use(List.of(MINER));
    saw(EventType.EXECVE, WEB, 7, false);
    assertThat(kernel.cgroups).containsExactly(7L);

    mayKillIn.clear();
    enforcement.look();

    assertThat(kernel.cgroups).isEmpty();
  }

  @Test
  void stopsWhenTheRuleIsGone() {
    enforcement.use(List.of(MINER));
    saw(EventType.EXECVE, WEB, 7, false);

    enforcement.use(List.of());

    assertThat(kernel.denials).isEmpty();
    assertThat(kernel.cgroups).isEmpty();
    assertThat(recorded).last().isEqualTo("no rule is enforced in the kernel");
  }

  @Test
  void everyKillIsRecordedManyOfTheSameAsOne() {
    enforcement.use(List.of(MINER));
    recorded.clear();
    saw(EventType.EXECVE, WEB, 7, true);
    saw(EventType.EXECVE, WEB, 7, true);
    saw(EventType.EXECVE, WEB, 7, false);

    enforcement.look();
    enforcement.look();

    assertThat(recorded)
        .containsExactly(
            "killed at exec, before its first instruction: /tmp/xmrig in container "
                + WEB.containerId()
                + " (2 times)");
  }

  private void saw(EventType type, ContainerIdentity container, long cgroup, boolean killed) {
    ProcessInfo process =
        ProcessInfo.builder(9, 1)
            .exePath("/tmp/xmrig")
            .cgroupId(cgroup)
            .container(container)
            .build();
    encoder.begin(type, 1).process(process).result(0);
    EventView event = (killed ? encoder.killed() : encoder).view();
    enforcement.saw(event, process);
  }

  private static final class FakeKernel implements KernelEnforcement.Kernel {
    private List<ExecDenial> denials = List.of();
    private Set<Long> cgroups = Set.of();

    @Override
    public void deny(List<ExecDenial> next) {
      denials = next;
    }

    @Override
    public void denyIn(Set<Long> cgroupIds) {
      cgroups = cgroupIds;
    }
  }

  private static final class NoPods implements PodLookup {
    @Override
    public Optional<PodInfo> byUid(String uid) {
      return Optional.empty();
    }

    @Override
    public Optional<PodInfo> byContainerId(String containerId) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return List.of();
    }
  }
}
