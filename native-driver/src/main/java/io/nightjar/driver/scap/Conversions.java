package io.nightjar.driver.scap;

import io.nightjar.driver.EventType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which conversion the calls of a name go through. Those that Nightjar has a type for become
 * events; others are only noted, where they change what later calls mean.
 */
final class Conversions {
  private final Map<String, Conversion> told = new HashMap<>();
  private final Map<String, Conversion> noted = new HashMap<>();
  private final Map<String, EventType> types = new HashMap<>();

  Conversions() {
    for (EventType type : EventType.values()) {
      types.put(type.callName(), type);
    }
    processes();
    files();
    sockets();
    identities();
    controls();
    notes();
  }

  /** The conversion of a name; null when nothing is to be done. */
  @Nullable Conversion of(String name) {
    Conversion conversion = told.get(name);
    return conversion == null ? noted.get(name) : conversion;
  }

  /** Whether calls of this name become events. */
  boolean tells(String name) {
    return told.containsKey(name);
  }

  /** The type that a call has by its mere name, for captures that tell nothing else of it. */
  @Nullable EventType typeOf(String name) {
    return types.get(name);
  }

  private void processes() {
    tell(EventType.EXECVE, ExecConversions::of);
    tell(EventType.EXECVEAT, ExecConversions::of);
    tell(EventType.CLONE, Forks::of);
    tell(EventType.CLONE3, Forks::of);
    tell(EventType.FORK, Forks::of);
    tell(EventType.VFORK, Forks::of);
    told.put("procexit", Forks::exit);
  }

  private void files() {
    tell(EventType.OPEN, OpenConversions::of);
    tell(EventType.OPENAT, OpenConversions::of);
    tell(EventType.OPENAT2, OpenConversions::of);
    tell(EventType.CREAT, OpenConversions::of);
    tell(EventType.CHMOD, PathConversions::chmod);
    tell(EventType.FCHMOD, PathConversions::chmod);
    tell(EventType.FCHMODAT, PathConversions::chmod);
    tell(EventType.CHOWN, PathConversions::chown);
    tell(EventType.LCHOWN, PathConversions::chown);
    tell(EventType.FCHOWN, PathConversions::chown);
    tell(EventType.FCHOWNAT, PathConversions::chown);
    for (EventType rename :
        new EventType[] {EventType.RENAME, EventType.RENAMEAT, EventType.RENAMEAT2}) {
      tell(rename, type -> PathConversions.twoPaths(type, "olddirfd", "newdirfd"));
    }
    tell(EventType.LINK, type -> PathConversions.twoPaths(type, "olddir", "newdir"));
    tell(EventType.LINKAT, type -> PathConversions.twoPaths(type, "olddir", "newdir"));
    tell(EventType.SYMLINK, PathConversions::symlink);
    tell(EventType.SYMLINKAT, PathConversions::symlink);
    told.put("unlink", PathConversions::unlink);
    told.put("unlinkat", PathConversions::unlinkAt);
    told.put("rmdir", PathConversions::rmdir);
    tell(EventType.MKDIR, PathConversions::make);
    tell(EventType.MKDIRAT, PathConversions::make);
    tell(EventType.MKNOD, PathConversions::make);
    tell(EventType.MKNODAT, PathConversions::make);
    told.put("mount", PathConversions::mount);
    told.put("umount", PathConversions::unmount);
    told.put("umount2", PathConversions::unmount);
    told.put("chroot", PathConversions::chroot);
    tell(EventType.DUP, DescriptorConversions::dup);
    tell(EventType.DUP2, DescriptorConversions::dup);
    tell(EventType.DUP3, DescriptorConversions::dup);
    told.put("fcntl", DescriptorConversions::fcntl);
    told.put("memfd_create", DescriptorConversions::memfd);
  }

  private void sockets() {
    told.put("socket", SocketConversions::socket);
    told.put("connect", SocketConversions::connect);
    told.put("bind", SocketConversions::bind);
    told.put("listen", SocketConversions::listen);
    tell(EventType.ACCEPT, SocketConversions::accept);
    tell(EventType.ACCEPT4, SocketConversions::accept);
    tell(EventType.SENDTO, type -> SocketConversions.message(type, false));
    tell(EventType.SENDMSG, type -> SocketConversions.message(type, false));
    tell(EventType.SENDMMSG, type -> SocketConversions.message(type, false));
    tell(EventType.RECVFROM, type -> SocketConversions.message(type, true));
    tell(EventType.RECVMSG, type -> SocketConversions.message(type, true));
    tell(EventType.RECVMMSG, type -> SocketConversions.message(type, true));
  }

  private void identities() {
    tell(EventType.SETUID, type -> IdentityConversions.one(type, "uid", true));
    tell(EventType.SETGID, type -> IdentityConversions.one(type, "gid", false));
    tell(EventType.SETREUID, type -> IdentityConversions.several(type, "ruid", "euid", "suid"));
    tell(EventType.SETREGID, type -> IdentityConversions.several(type, "rgid", "egid", "sgid"));
    tell(EventType.SETRESUID, type -> IdentityConversions.several(type, "ruid", "euid", "suid"));
    tell(EventType.SETRESGID, type -> IdentityConversions.several(type, "rgid", "egid", "sgid"));
    told.put("capset", IdentityConversions::capset);
  }

  private void controls() {
    told.put("setns", ControlConversions::setns);
    told.put("unshare", ControlConversions::unshare);
    told.put("ptrace", ControlConversions::ptrace);
    tell(EventType.KILL, ControlConversions::signal);
    tell(EventType.TKILL, ControlConversions::signal);
    tell(EventType.TGKILL, ControlConversions::signal);
    tell(EventType.PROCESS_VM_READV, ControlConversions::memory);
    tell(EventType.PROCESS_VM_WRITEV, ControlConversions::memory);
    told.put("prctl", ControlConversions::prctl);
    told.put("keyctl", ControlConversions::keyctl);
    told.put("bpf", ControlConversions::bpf);
    told.put("init_module", ControlConversions::initModule);
    told.put("finit_module", ControlConversions::finitModule);
    told.put("delete_module", ControlConversions::deleteModule);
    told.put("userfaultfd", ControlConversions::userfaultfd);
    told.put("io_uring_setup", ControlConversions::ringSetup);
  }

  private void notes() {
    noted.put("close", DescriptorConversions::close);
    noted.put("close_range", DescriptorConversions::closeRange);
    noted.put("pipe", DescriptorConversions::pipe);
    noted.put("pipe2", DescriptorConversions::pipe);
    noted.put("socketpair", SocketConversions::socketPair);
    noted.put("open_by_handle_at", OpenConversions::remember);
    for (String name :
        new String[] {
          "eventfd",
          "eventfd2",
          "signalfd",
          "signalfd4",
          "timerfd_create",
          "inotify_init",
          "inotify_init1",
          "epoll_create",
          "epoll_create1",
          "pidfd_open",
          "pidfd_getfd"
        }) {
      noted.put(name, DescriptorConversions::anonymous);
    }
    noted.put("chdir", PathConversions::chdir);
    noted.put("fchdir", PathConversions::fchdir);
    noted.put("getcwd", PathConversions::getcwd);
    noted.put("setsid", IdentityConversions::setsid);
    noted.put("setpgid", IdentityConversions::setpgid);
    noted.put("useradded", Conversions::userAdded);
    noted.put("groupadded", Conversions::groupAdded);
  }

  private static void userAdded(Scene scene) {
    Call call = scene.call();
    String name = call.text("name");
    if (name != null && call.text("container_id") == null) {
      scene.machine().users().addUser(call.number("uid", 0), name);
    }
  }

  private static void groupAdded(Scene scene) {
    Call call = scene.call();
    String name = call.text("name");
    if (name != null && call.text("container_id") == null) {
      scene.machine().users().addGroup(call.number("gid", 0), name);
    }
  }

  private void tell(EventType type, Maker maker) {
    told.put(type.name().toLowerCase(Locale.ROOT), maker.of(type));
  }

  @FunctionalInterface
  private interface Maker {
    Conversion of(EventType type);
  }
}
