package io.nightjar.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one process at one moment; a change (exec, setuid) makes a new one. Only {@link
 * #parent} looks at the present. Every text comes from the process and is hostile; an unknown text
 * is empty, an unknown number 0 or -1 as said. Safe to share between threads.
 */
public final class ProcessInfo {
  /** Nanoseconds of a clock tick in {@code /proc}: USER_HZ is 100 everywhere. */
  static final long NANOS_PER_TICK = 10_000_000;

  private static final int MAX_ANCESTORS = 64;

  private final int tgid;
  private final long startTimeTicks;
  private final int namespaceTgid;
  private final int parentTgid;
  private final int sessionId;
  private final int processGroupId;
  private final Traits traits;
  private final Supplier<@Nullable ProcessInfo> parent;
  private @Nullable Object note;

  private ProcessInfo(Builder b) {
    this.tgid = b.tgid;
    this.startTimeTicks = b.startTimeTicks;
    this.namespaceTgid = b.namespaceTgid;
    this.parentTgid = b.parentTgid;
    this.sessionId = b.sessionId;
    this.processGroupId = b.processGroupId;
    this.traits = b.traits;
    this.parent = b.parent;
  }

  /** A process of the host with an empty name, no parent, uid 0. */
  public static Builder builder(int tgid, long startTimeTicks) {
    return new Builder(tgid, startTimeTicks);
  }

  /** A builder that starts from this one's values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  static long ticks(long nanosAfterBoot) {
    return nanosAfterBoot / NANOS_PER_TICK;
  }

  /** What it has in common with others; another object as soon as any of it changes. */
  public Traits traits() {
    return traits;
  }

  /** What the one thread that judges the events of this process noted about it, or null. */
  public @Nullable Object note() {
    return note;
  }

  /** For the one thread that judges events: it is gone as soon as the process changes. */
  public void note(Object newNote) {
    note = newNote;
  }

  /** Process id in the host's pid namespace. */
  public int tgid() {
    return tgid;
  }

  /** The process's own id in its pid namespace. */
  public int namespaceTgid() {
    return namespaceTgid;
  }

  /** Process id of the parent that made it; it stays when that one ends. 0 when unknown. */
  public int parentTgid() {
    return parentTgid;
  }

  /** Session id in the host's pid namespace, 0 when unknown. */
  public int sessionId() {
    return sessionId;
  }

  /** Process group id in the host's pid namespace, 0 when unknown. */
  public int processGroupId() {
    return processGroupId;
  }

  /** Start after boot in clock ticks: field 22 of {@code /proc/PID/stat}. */
  public long startTimeTicks() {
    return startTimeTicks;
  }

  /** The command name ({@code comm}), at most 15 bytes. */
  public String name() {
    return traits.name;
  }

  /**
   * Path of the executable as seen from the process's own root, symbolic links resolved; {@code
   * memfd:NAME} for one in memory; of a script it is the interpreter's.
   */
  public String exePath() {
    return traits.exePath;
  }

  /** The argument vector, the program's own name first. */
  public List<String> args() {
    return traits.args;
  }

  /** First element of {@link #args}, or empty. */
  public String exe() {
    return traits.args.isEmpty() ? "" : traits.args.get(0);
  }

  /** {@link #name} and all but the first of {@link #args}, with spaces between, as Falco has it. */
  public String commandLine() {
    return traits.commandLine();
  }

  /** Whether the argument vector was longer than the driver sends. */
  public boolean argsTruncated() {
    return traits.argsTruncated;
  }

  /** Working directory at the last exec (or when the process was first seen). */
  public String cwd() {
    return traits.cwd;
  }

  /**
   * The environment that it was started with, {@code NAME=value} each; empty unless the environment
   * is asked for ({@link KernelEventSource#sendEnvironment}). It holds secrets: log none of it.
   */
  public List<String> environment() {
    return traits.environment.isEmpty() ? List.of() : List.of(traits.environment.split("\0", -1));
  }

  /** {@link #environment} in one text with spaces between, as Falco has it. */
  public String environmentText() {
    return traits.environment.replace('\0', ' ');
  }

  /** The value of a variable of {@link #environment}, null without it. */
  public @Nullable String environmentVariable(String variable) {
    String all = traits.environment;
    for (int from = 0; from < all.length(); ) {
      int end = all.indexOf('\0', from);
      end = end < 0 ? all.length() : end;
      int value = from + variable.length();
      if (value < end && all.charAt(value) == '=' && all.startsWith(variable, from)) {
        return all.substring(value + 1, end);
      }
      from = end + 1;
    }
    return null;
  }

  /** Device number of the controlling terminal, 0 without one. */
  public int tty() {
    return traits.tty;
  }

  public long uid() {
    return traits.uid;
  }

  public long gid() {
    return traits.gid;
  }

  public long euid() {
    return traits.euid;
  }

  public long egid() {
    return traits.egid;
  }

  /** Audit login uid, -1 when there is none. */
  public long loginUid() {
    return traits.loginUid;
  }

  /** Name of {@link #uid} by the process's own {@code /etc/passwd}, or empty. */
  public String userName() {
    return traits.userName;
  }

  /** Name of {@link #gid} by the process's own {@code /etc/group}, or empty. */
  public String groupName() {
    return traits.groupName;
  }

  /** Container and pod, {@link ContainerIdentity#HOST} for a process of the host. */
  public ContainerIdentity container() {
    return traits.container;
  }

  /** 64 hex digits, or empty for a process of the host. */
  public String containerId() {
    return traits.container.containerId();
  }

  /** UID of the pod, or empty. */
  public String podUid() {
    return traits.container.podUid();
  }

  /** Path of the cgroup that {@link #container} was read from; empty when unknown. */
  public String cgroupPath() {
    return traits.cgroupPath;
  }

  /**
   * Start of the first process of its pid namespace, nanoseconds after boot: that of the container.
   * 0 when unknown.
   */
  public long namespaceStartNanos() {
    return traits.namespaceStartNanos;
  }

  /** Mount that the root directory lies on at the last exec, 0 when unknown. */
  int rootMount() {
    return traits.rootMount;
  }

  /** Inode number of the root directory at the last exec. */
  long rootInode() {
    return traits.rootInode;
  }

  /** See {@link EventView#cgroupId}; 0 when unknown. */
  public long cgroupId() {
    return traits.cgroupId;
  }

  /** Capability bits at the last exec (or when first seen). */
  public long capInheritable() {
    return traits.capInheritable;
  }

  public long capPermitted() {
    return traits.capPermitted;
  }

  public long capEffective() {
    return traits.capEffective;
  }

  /** Bits of {@link ExeFlag}. */
  public long exeFlags() {
    return traits.exeFlags;
  }

  /** Whether the executable has this property. */
  public boolean is(ExeFlag flag) {
    return flag.in(traits.exeFlags);
  }

  /** Inode number of the executable, 0 when unknown. */
  public long exeInode() {
    return traits.exeInode;
  }

  /** Last status change of the executable, nanoseconds since the epoch, 0 when unknown. */
  public long exeChangeTimeNanos() {
    return traits.exeChangeTimeNanos;
  }

  /** Last modification of the executable, nanoseconds since the epoch, 0 when unknown. */
  public long exeModifyTimeNanos() {
    return traits.exeModifyTimeNanos;
  }

  /** The process that made this one as it is now or was last, ended or not; null when unknown. */
  public @Nullable ProcessInfo parent() {
    return parent.get();
  }

  /** Parent, its parent and so on, at most 64. */
  public List<ProcessInfo> ancestors() {
    List<ProcessInfo> found = new ArrayList<>();
    ProcessInfo next = parent();
    while (next != null && found.size() < MAX_ANCESTORS) {
      found.add(next);
      next = next.parent();
    }
    return found;
  }

  @Override
  public String toString() {
    return "process " + tgid + " started at " + startTimeTicks;
  }

  /**
   * Collects the values of a {@link ProcessInfo}; what is not set is unknown. The traits are those
   * of the process that it started from until one of them is set.
   */
  public static final class Builder {
    private final int tgid;
    private final long startTimeTicks;
    private int namespaceTgid;
    private int parentTgid;
    private int sessionId;
    private int processGroupId;
    private Traits traits;
    private boolean own;
    private Supplier<@Nullable ProcessInfo> parent = () -> null;

    private Builder(int tgid, long startTimeTicks) {
      this.tgid = tgid;
      this.startTimeTicks = startTimeTicks;
      this.namespaceTgid = tgid;
      this.traits = new Traits();
      this.own = true;
    }

    private Builder(ProcessInfo other) {
      this.tgid = other.tgid;
      this.startTimeTicks = other.startTimeTicks;
      this.traits = other.traits;
      copy(other);
    }

    /** Takes over everything but the process's own identity, as fork does. */
    public Builder copy(ProcessInfo other) {
      namespaceTgid = other.namespaceTgid;
      parentTgid = other.parentTgid;
      sessionId = other.sessionId;
      processGroupId = other.processGroupId;
      parent = other.parent;
      return traits(other.traits);
    }

    /** Takes over all traits. */
    Builder traits(Traits value) {
      traits = value;
      own = false;
      return this;
    }

    /** To be read only. */
    Traits traits() {
      return traits;
    }

    /** Those of this builder alone, to be changed. */
    private Traits change() {
      if (!own) {
        traits = new Traits(traits);
        own = true;
      }
      return traits;
    }

    int tgid() {
      return tgid;
    }

    public Builder namespaceTgid(int value) {
      namespaceTgid = value;
      return this;
    }

    public Builder parentTgid(int value) {
      parentTgid = value;
      return this;
    }

    public Builder session(int sessionId, int processGroupId) {
      this.sessionId = sessionId;
      this.processGroupId = processGroupId;
      return this;
    }

    public Builder name(String value) {
      change().name = value;
      return this;
    }

    public Builder exePath(String value) {
      change().exePath = value;
      return this;
    }

    /** The whole argument vector, the program's own name first. */
    public Builder args(List<String> value) {
      change().args = List.copyOf(value);
      return this;
    }

    public Builder argsTruncated(boolean value) {
      change().argsTruncated = value;
      return this;
    }

    public Builder cwd(String value) {
      change().cwd = value;
      return this;
    }

    /** {@code NAME=value} each; one that holds a zero byte counts as two. */
    public Builder environment(List<String> value) {
      return environment(String.join("\0", value));
    }

    /** With zero bytes between the variables. */
    Builder environment(String zeroSeparated) {
      change().environment = zeroSeparated;
      return this;
    }

    public Builder tty(int value) {
      change().tty = value;
      return this;
    }

    /** Real and effective user. */
    public Builder user(long uid, long euid) {
      Traits changed = change();
      changed.uid = uid;
      changed.euid = euid;
      return this;
    }

    /** Real and effective group. */
    public Builder group(long gid, long egid) {
      Traits changed = change();
      changed.gid = gid;
      changed.egid = egid;
      return this;
    }

    public Builder loginUid(long value) {
      change().loginUid = value;
      return this;
    }

    public Builder userName(String value) {
      if (!value.equals(traits.userName)) {
        change().userName = value;
      }
      return this;
    }

    public Builder groupName(String value) {
      if (!value.equals(traits.groupName)) {
        change().groupName = value;
      }
      return this;
    }

    public Builder container(ContainerIdentity value) {
      change().container = value;
      return this;
    }

    public Builder cgroupPath(String value) {
      change().cgroupPath = value;
      return this;
    }

    public Builder namespaceStart(long nanosAfterBoot) {
      change().namespaceStartNanos = nanosAfterBoot;
      return this;
    }

    Builder root(int mount, long inode) {
      Traits changed = change();
      changed.rootMount = mount;
      changed.rootInode = inode;
      return this;
    }

    public Builder cgroupId(long value) {
      change().cgroupId = value;
      return this;
    }

    public Builder capabilities(long inheritable, long permitted, long effective) {
      Traits changed = change();
      changed.capInheritable = inheritable;
      changed.capPermitted = permitted;
      changed.capEffective = effective;
      return this;
    }

    /** Bits of {@link ExeFlag}. */
    public Builder exeFlags(long value) {
      change().exeFlags = value;
      return this;
    }

    public Builder exeFile(long inode, long changeTimeNanos, long modifyTimeNanos) {
      Traits changed = change();
      changed.exeInode = inode;
      changed.exeChangeTimeNanos = changeTimeNanos;
      changed.exeModifyTimeNanos = modifyTimeNanos;
      return this;
    }

    /** A parent that does not change; sets {@link #parentTgid} too. */
    public Builder parent(ProcessInfo value) {
      parentTgid = value.tgid();
      parent = () -> value;
      return this;
    }

    Builder parent(Supplier<@Nullable ProcessInfo> value) {
      parent = value;
      return this;
    }

    /** The builder may be used on. */
    public ProcessInfo build() {
      own = false;
      return new ProcessInfo(this);
    }
  }
}
