package io.nightjar.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Processes whose handles stay with the process, as pidfds do, while ids may be reused. */
final class FakeMachine implements Signals {
  private static final int EPERM = 1;

  record Fake(int pid, ProcStat stat, String container) {}

  final Map<Integer, Fake> living = new TreeMap<>();
  final Map<Integer, Fake> openHandles = new HashMap<>();
  final List<String> signals = new ArrayList<>();
  Runnable afterOpen = () -> {};
  Runnable beforeList = () -> {};
  Runnable beforePids = () -> {};
  boolean refuseKill;
  boolean ignoresStop;
  boolean listsChildren;
  final Set<Integer> hidden = new HashSet<>();
  int roundsUntilStill;
  private int nextHandle = 3;

  void add(int pid, int parent, long start, String container, String name) {
    living.put(pid, new Fake(pid, new ProcStat(name, 'S', parent, 0, 0, 0, start), container));
  }

  /** R, S, T, Z and so on. */
  void state(int pid, char state) {
    living.computeIfPresent(
        pid,
        (id, fake) -> {
          ProcStat was = fake.stat();
          return new Fake(
              pid,
              new ProcStat(was.name(), state, was.parent(), 0, 0, 0, was.startTimeTicks()),
              fake.container());
        });
  }

  private boolean isLiving(Fake fake) {
    Fake now = living.get(fake.pid());
    return now != null && now.stat().startTimeTicks() == fake.stat().startTimeTicks();
  }

  void addOnce(int pid, int parent, long start, String container, String name) {
    if (!living.containsKey(pid)) {
      add(pid, parent, start, container, name);
    }
  }

  @Override
  public int open(int pid) {
    Fake fake = living.get(pid);
    if (fake == null) {
      return -LibC.ESRCH;
    }
    int handle = nextHandle++;
    openHandles.put(handle, fake);
    afterOpen.run();
    return handle;
  }

  @Override
  public int signal(int handle, int signal) {
    Fake fake = openHandles.get(handle);
    if (fake == null || !isLiving(fake)) {
      return -LibC.ESRCH;
    }
    signals.add(fake.pid() + ":" + signal);
    if (signal == LibC.SIGKILL && refuseKill) {
      return -EPERM;
    }
    switch (signal) {
      case LibC.SIGKILL -> living.remove(fake.pid());
      case LibC.SIGSTOP -> state(fake.pid(), ignoresStop ? fake.stat().state() : 'T');
      case LibC.SIGCONT -> state(fake.pid(), 'S');
      default -> {}
    }
    return 0;
  }

  @Override
  public void close(int handle) {
    openHandles.remove(handle);
  }

  @Override
  public List<Integer> pids() {
    beforePids.run();
    beforeList.run();
    return List.copyOf(living.keySet());
  }

  @Override
  public @Nullable List<Integer> children(int pid) {
    if (!listsChildren) {
      return null;
    }
    beforeList.run();
    return living.values().stream()
        .filter(fake -> fake.stat().parent() == pid && !hidden.remove(fake.pid()))
        .map(Fake::pid)
        .toList();
  }

  @Override
  public @Nullable ProcStat stat(int pid) {
    Fake fake = living.get(pid);
    return fake == null ? null : fake.stat();
  }

  @Override
  public boolean standsStill(int pid) {
    return roundsUntilStill-- <= 0;
  }

  @Override
  public @Nullable ContainerIdentity container(int pid) {
    Fake fake = living.get(pid);
    return fake == null ? null : new ContainerIdentity(fake.container(), "");
  }
}
