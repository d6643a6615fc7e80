package io.nightjar.driver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a process besides its ids. A child has the very traits of its parent until it
 * executes something, and processes that execute the same program in the same way have the same
 * ones, so what was once decided from them holds for all of these processes. Never changed once a
 * process has them; safe to share between threads but for the note.
 */
public final class Traits {
  String name = "";
  String exePath = "";
  List<String> args = List.of();
  boolean argsTruncated;
  String cwd = "";
  String environment = "";
  int tty;
  long uid;
  long gid;
  long euid;
  long egid;
  long loginUid = -1;
  String userName = "";
  String groupName = "";
  ContainerIdentity container = ContainerIdentity.HOST;
  String cgroupPath = "";
  long cgroupId;
  int rootMount;
  long rootInode;
  long namespaceStartNanos;
  long capInheritable;
  long capPermitted;
  long capEffective;
  long exeFlags;
  long exeInode;
  long exeChangeTimeNanos;
  long exeModifyTimeNanos;
  private @Nullable String commandLine;
  private @Nullable Object note;

  Traits() {}

  Traits(Traits other) {
    name = other.name;
    exePath = other.exePath;
    args = other.args;
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
  }

  /** What the one thread that judges the events of these processes noted about them, or null. */
  public @Nullable Object note() {
    return note;
  }

  /** For the one thread that judges events. */
  public void note(Object newNote) {
    note = newNote;
  }

  /** Made when it is first asked for: most processes end before that. */
  String commandLine() {
    String made = commandLine;
    if (made == null) {
      made = args.size() < 2 ? name : name + ' ' + String.join(" ", args.subList(1, args.size()));
      commandLine = made;
    }
    return made;
  }
}
