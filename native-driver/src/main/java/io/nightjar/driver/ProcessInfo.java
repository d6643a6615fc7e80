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

  private final Builder b;
  private @Nullable Object note;

  private ProcessInfo(Builder b) {
    this.b = b;
  }

  /** A process of the host with an empty name, no parent, uid 0. */
  public static Builder builder(int tgid, long startTimeTicks) {
    return new Builder(tgid, startTimeTicks);
  }

  /** A builder that starts from this one's values. */
  public Builder toBuilder() {
    return new Builder(b);
  }

  static long ticks(long nanosAfterBoot) {
    return nanosAfterBoot / NANOS_PER_TICK;
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
    return b.tgid;
  }

  /** The process's own id in its pid namespace. */
  public int namespaceTgid() {
    return b.namespaceTgid;
  }

  /** Process id of the parent that made it; it stays when that one ends. 0 when unknown. */
  public int parentTgid() {
    return b.parentTgid;
  }

  /** Session id in the host's pid namespace, 0 when unknown. */
  public int sessionId() {
    return b.sessionId;
  }

  /** Process group id in the host's pid namespace, 0 when unknown. */
  public int processGroupId() {
    return b.processGroupId;
  }

  /** Start after boot in clock ticks: field 22 of {@code /proc/PID/stat}. */
  public long startTimeTicks() {
    return b.startTimeTicks;
  }

  /** The command name ({@code comm}), at most 15 bytes. */
  public String name() {
    return b.name;
  }

  /**
   * Path of the executable as seen from the process's own root, symbolic links resolved; {@code
   * memfd:NAME} for one in memory; of a script it is the interpreter's.
   */
  public String exePath() {
    return b.exePath;
  }

  /** The argument vector, the program's own name first. */
  public List<String> args() {
    return b.args;
  }

  /** First element of {@link #args}, or empty. */
  public String exe() {
    return b.args.isEmpty() ? "" : b.args.get(0);
  }

  /** {@link #name} and all but the first of {@link #args}, with spaces between, as Falco has it. */
  public String commandLine() {
    return b.commandLine;
  }

  /** Whether the argument vector was longer than the driver sends. */
  public boolean argsTruncated() {
    return b.argsTruncated;
  }

  /** Working directory at the last exec (or when the process was first seen). */
  public String cwd() {
    return b.cwd;
  }

  /**
   * The environment that it was started with, {@code NAME=value} each; empty unless the environment
   * is asked for ({@link KernelEventSource#sendEnvironment}). It holds secrets: log none of it.
   */
  public List<String> environment() {
    return b.environment.isEmpty() ? List.of() : List.of(b.environment.split("\0", -1));
  }

  /** {@link #environment} in one text with spaces between, as Falco has it. */
  public String environmentText() {
    return b.environment.replace('\0', ' ');
  }

  /** The value of a variable of {@link #environment}, null without it. */
  public @Nullable String environmentVariable(String variable) {
    String all = b.environment;
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
    return b.tty;
  }

  public long uid() {
    return b.uid;
  }

  public long gid() {
    return b.gid;
  }

  public long euid() {
    return b.euid;
  }

  public long egid() {
    return b.egid;
  }

  /** Audit login uid, -1 when there is none. */
  public long loginUid() {
    return b.loginUid;
  }

  /** Name of {@link #uid} by the process's own {@code /etc/passwd}, or empty. */
  public String userName() {
    return b.userName;
  }

  /** Name of {@link #gid} by the process's own {@code /etc/group}, or empty. */
  public String groupName() {
    return b.groupName;
  }

  /** Container and pod, {@link ContainerIdentity#HOST} for a process of the host. */
  public ContainerIdentity container() {
    return b.container;
  }

  /** 64 hex digits, or empty for a process of the host. */
  public String containerId() {
    return b.container.containerId();
  }

  /** UID of the pod, or empty. */
  public String podUid() {
    return b.container.podUid();
  }

  /** Path of the cgroup that {@link #container} was read from; empty when unknown. */
  public String cgroupPath() {
    return b.cgroupPath;
  }

  /**
   * Start of the first process of its pid namespace, nanoseconds after boot: that of the container.
   * 0 when unknown.
   */
  public long namespaceStartNanos() {
    return b.namespaceStartNanos;
  }

  /** Mount that the root directory lies on at the last exec, 0 when unknown. */
  int rootMount() {
    return b.rootMount;
  }

  /** Inode number of the root directory at the last exec. */
  long rootInode() {
    return b.rootInode;
  }

  /** See {@link EventView#cgroupId}; 0 when unknown. */
  public long cgroupId() {
    return b.cgroupId;
  }

  /** Capability bits at the last exec (or when first seen). */
  public long capInheritable() {
    return b.capInheritable;
  }

  public long capPermitted() {
    return b.capPermitted;
  }

  public long capEffective() {
    return b.capEffective;
  }

  /** Bits of {@link ExeFlag}. */
  public long exeFlags() {
    return b.exeFlags;
  }

  /** Whether the executable has this property. */
  public boolean is(ExeFlag flag) {
    return flag.in(b.exeFlags);
  }

  /** Inode number of the executable, 0 when unknown. */
  public long exeInode() {
    return b.exeInode;
  }

  /** Last status change of the executable, nanoseconds since the epoch, 0 when unknown. */
  public long exeChangeTimeNanos() {
    return b.exeChangeTimeNanos;
  }

  /** Last modification of the executable, nanoseconds since the epoch, 0 when unknown. */
  public long exeModifyTimeNanos() {
    return b.exeModifyTimeNanos;
  }

  /** The process that made this one as it is now or was last, ended or not; null when unknown. */
  public @Nullable ProcessInfo parent() {
    return b.parent.get();
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
    return "process " + b.tgid + " started at " + b.startTimeTicks;
  }

  private static String joined(String name, List<String> args) {
    return args.size() < 2 ? name : name + ' ' + String.join(" ", args.subList(1, args.size()));
  }

  /** Collects the values of a {@link ProcessInfo}; what is not set is unknown. */
  public static final class Builder {
    private final int tgid;
    private final long startTimeTicks;
    private int namespaceTgid;
    private int parentTgid;
    private int sessionId;
    private int processGroupId;
    private String name = "";
    private String exePath = "";
    private List<String> args = List.of();
    private String commandLine = "";
    private boolean argsTruncated;
    private String cwd = "";
    private String environment = "";
    private int tty;
    private long uid;
    private long gid;
    private long euid;
    private long egid;
    private long loginUid = -1;
    private String userName = "";
    private String groupName = "";
    private ContainerIdentity container = ContainerIdentity.HOST;
    private String cgroupPath = "";
    private long cgroupId;
    private int rootMount;
    private long rootInode;
    private long namespaceStartNanos;
    private long capInheritable;
    private long capPermitted;
    private long capEffective;
    private long exeFlags;
    private long exeInode;
    private long exeChangeTimeNanos;
    private long exeModifyTimeNanos;
    private Supplier<@Nullable ProcessInfo> parent = () -> null;

    private Builder(int tgid, long startTimeTicks) {
      this.tgid = tgid;
      this.startTimeTicks = startTimeTicks;
      this.namespaceTgid = tgid;
    }

    private Builder(Builder other) {
      this(other.tgid, other.startTimeTicks);
      copy(other);
    }

    /** Takes over everything but the process's own identity, as fork does. */
    public Builder copy(ProcessInfo other) {
      return copy(other.b);
    }

    private Builder copy(Builder other) {
      namespaceTgid = other.namespaceTgid;
      parentTgid = other.parentTgid;
      sessionId = other.sessionId;
      processGroupId = other.processGroupId;
      name = other.name;
      exePath = other.exePath;
      args = other.args;
      commandLine = other.commandLine;
      argsTruncated = other.argsTruncated;
      cwd = other.cwd;
      environment = other.environment;
      tty = other.tty;
      uid = other.uid;
      gid = other.gid;
      euid = other.euid;
      egid = other.egid;
      loginUid = other.loginUid;
      userName = other.userName;
      groupName = other.groupName;
      container = other.container;
      cgroupPath = other.cgroupPath;
      cgroupId = other.cgroupId;
      rootMount = other.rootMount;
      rootInode = other.rootInode;
      namespaceStartNanos = other.namespaceStartNanos;
      capInheritable = other.capInheritable;
      capPermitted = other.capPermitted;
      capEffective = other.capEffective;
      exeFlags = other.exeFlags;
      exeInode = other.exeInode;
      exeChangeTimeNanos = other.exeChangeTimeNanos;
      exeModifyTimeNanos = other.exeModifyTimeNanos;
      parent = other.parent;
      return this;
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
      name = value;
      commandLine = joined(name, args);
      return this;
    }

    public Builder exePath(String value) {
      exePath = value;
      return this;
    }

    /** The whole argument vector, the program's own name first. */
    public Builder args(List<String> value) {
      args = List.copyOf(value);
      commandLine = joined(name, args);
      return this;
    }

    public Builder argsTruncated(boolean value) {
      argsTruncated = value;
      return this;
    }

    public Builder cwd(String value) {
      cwd = value;
      return this;
    }

    /** {@code NAME=value} each; one that holds a zero byte counts as two. */
    public Builder environment(List<String> value) {
      return environment(String.join("\0", value));
    }

    /** With zero bytes between the variables. */
    Builder environment(String zeroSeparated) {
      environment = zeroSeparated;
      return this;
    }

    public Builder tty(int value) {
      tty = value;
      return this;
    }

    /** Real and effective user. */
    public Builder user(long uid, long euid) {
      this.uid = uid;
      this.euid = euid;
      return this;
    }

    /** Real and effective group. */
    public Builder group(long gid, long egid) {
      this.gid = gid;
      this.egid = egid;
      return this;
    }

    public Builder loginUid(long value) {
      loginUid = value;
      return this;
    }

    public Builder userName(String value) {
      userName = value;
      return this;
    }

    public Builder groupName(String value) {
      groupName = value;
      return this;
    }

    public Builder container(ContainerIdentity value) {
      container = value;
      return this;
    }

    public Builder cgroupPath(String value) {
      cgroupPath = value;
      return this;
    }

    public Builder namespaceStart(long nanosAfterBoot) {
      namespaceStartNanos = nanosAfterBoot;
      return this;
    }

    Builder root(int mount, long inode) {
      rootMount = mount;
      rootInode = inode;
      return this;
    }

    public Builder cgroupId(long value) {
      cgroupId = value;
      return this;
    }

    public Builder capabilities(long inheritable, long permitted, long effective) {
      capInheritable = inheritable;
      capPermitted = permitted;
      capEffective = effective;
      return this;
    }

    /** Bits of {@link ExeFlag}. */
    public Builder exeFlags(long value) {
      exeFlags = value;
      return this;
    }

    public Builder exeFile(long inode, long changeTimeNanos, long modifyTimeNanos) {
      exeInode = inode;
      exeChangeTimeNanos = changeTimeNanos;
      exeModifyTimeNanos = modifyTimeNanos;
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

    public ProcessInfo build() {
      return new ProcessInfo(new Builder(this));
    }
  }
}
