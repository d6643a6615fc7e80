package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.ContainerMetadata;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The event that is judged, with its process and container; reused from event to event, one thread
 * only. Keeps what was decoded or decided for this event so that the next rule need not do it
 * again.
 */
public final class EventContext {
  private final String hostname;
  private final long[] decisions;
  private EventView event = new EventView();
  private @Nullable AuditEvent audit;
  private @Nullable ProcessInfo process;
  private ContainerMetadata container = ContainerMetadata.UNKNOWN;
  private final Slots slots;
  private @Nullable ProcessMemo memo;
  private HostNames hostNames = HostNames.NONE;
  private @Nullable FamilyMemo family;
  private long number;
  private long firstNanos;
  private long given;
  private @Nullable String path;
  private @Nullable String oldPath;
  private @Nullable String newPath;
  private @Nullable Socket socket;
  private @Nullable String arguments;

  /**
   * @param hostname what {@code evt.hostname} answers
   * @param slots how many shared checks remember their decision
   */
  public EventContext(String hostname, Slots slots) {
    this.hostname = hostname;
    this.slots = slots;
    this.decisions = new long[slots.event()];
    Arrays.fill(decisions, -1);
  }

  /** Says what host names stand for; {@link HostNames#NONE} without it. */
  public void use(HostNames names) {
    hostNames = names;
  }

  /** What host names stand for. */
  public HostNames hostNames() {
    return hostNames;
  }

  /** Turns to the next event. */
  public void reset(
      EventView nextEvent, @Nullable ProcessInfo nextProcess, ContainerMetadata nextContainer) {
    event = nextEvent;
    audit = null;
    process = nextProcess;
    container = nextContainer;
    memo = null;
    family = null;
    if (++number == 1) {
      firstNanos = nextEvent.timestampNanos();
    }
    path = null;
    oldPath = null;
    newPath = null;
    socket = null;
    arguments = null;
  }

  /** Turns to the next event of the Kubernetes audit log. */
  public void reset(AuditEvent nextAudit) {
    audit = nextAudit;
    process = null;
    container = ContainerMetadata.UNKNOWN;
    memo = null;
    family = null;
    number++;
  }

  /** The event of the Kubernetes audit log, or null if it is a system call. */
  @Nullable AuditEvent audit() {
    return audit;
  }

  /** When it happened, nanoseconds since the epoch. */
  public long timeNanos() {
    AuditEvent current = audit;
    return current == null ? event.timestampNanos() : current.timeNanos();
  }

  /** Since the first event that was judged. */
  long nanosSinceFirst() {
    return timeNanos() - firstNanos;
  }

  public EventView event() {
    return event;
  }

  public @Nullable ProcessInfo process() {
    return process;
  }

  public ContainerMetadata container() {
    return container;
  }

  public String hostname() {
    return hostname;
  }

  /** Which of the events judged here this is, from 1. */
  public long number() {
    return number;
  }

  /** Number of the event for people: the one that its source gave it, or else {@link #number}. */
  long shownNumber() {
    return given == 0 ? number : given;
  }

  /** Gives the next event the number that its source has for it; 0 for none. */
  public void show(long numberOfSource) {
    given = numberOfSource;
  }

  /** What was decided about the process of the event. */
  public ProcessMemo memo() {
    ProcessMemo known = memo;
    if (known == null) {
      known = ProcessMemo.of(process, this, container, slots);
      memo = known;
    }
    return known;
  }

  /**
   * What was decided about the process of the event and its ancestors, which are looked at once.
   */
  public ProcessMemo.Decisions family() {
    FamilyMemo known = family;
    if (known == null) {
      known = memo().family(process);
      family = known;
    }
    return known.decisions();
  }

  /** What a shared check decided for this event: 1 or 0, or -1 if it was not asked yet. */
  public int decision(int slot) {
    long decision = decisions[slot];
    return decision >>> 1 == number ? (int) (decision & 1) : -1;
  }

  public void decide(int slot, boolean holds) {
    decisions[slot] = number << 1 | (holds ? 1 : 0);
  }

  /** {@link EventView#absolutePath}, made once; null if the event has no such path. */
  @Nullable String absolute(Arg arg) {
    if (arg == Arg.OLD_PATH) {
      oldPath = oldPath == null ? decode(arg) : oldPath;
      return oldPath;
    }
    if (arg == Arg.NEW_PATH) {
      newPath = newPath == null ? decode(arg) : newPath;
      return newPath;
    }
    path = path == null ? decode(arg) : path;
    return path;
  }

  private @Nullable String decode(Arg arg) {
    String text = event.absolutePath(arg);
    return text.isEmpty() ? null : text;
  }

  /** The process's arguments in one text, made once; null without a process. */
  @Nullable String arguments() {
    ProcessInfo current = process;
    if (arguments == null && current != null) {
      arguments = ProcessFields.args(current);
    }
    return arguments;
  }

  /** The IP socket that the event is about, or null. */
  @Nullable Socket socket() {
    if (socket == null) {
      socket = Socket.of(event);
    }
    return socket;
  }

  /** An argument that is a number, or {@link Extractor#ABSENT}. */
  long numberOrAbsent(Arg arg) {
    return event.has(arg) ? event.number(arg) : Extractor.ABSENT;
  }

  /** An argument that is a text, or null. */
  @Nullable String textOrNull(Arg arg) {
    return event.textLength(arg) == 0 ? null : event.text(arg);
  }
}
