package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.scap.Captures.Read;
import org.junit.jupiter.api.Test;

/** Identity, namespaces, signals and what else steers the machine, of both generations. */
final class ControlCallsTest {
  private static final int PPM_NEW_USER = 1 << 20;
  private static final int PPM_NEW_NAMESPACE = 1 << 5;
  private static final int PPM_ATTACH = 11;
  private static final byte SIGKILL = 9;

  private final ScapWriter writer = Captures.shell();

  @Test
  void oldSetuidTakesTheIdFromTheEntry() throws Exception {
    writer
        .form(ScapWriter.Form.FIRST)
        .event(1, SETUID_E, 1000)
        .event(1, SETUID_X, 0L)
        .event(SHELL, SETRESUID_E, -1, 0, 0)
        .event(SHELL, SETRESUID_X, -1L);

    Read read = Captures.read(writer);

    EventView refused = read.only(EventType.SETRESUID);
    assertThat(refused.number(Arg.REAL_ID)).isEqualTo(0xffff_ffffL);
    assertThat(refused.number(Arg.EFFECTIVE_ID)).isZero();
    assertThat(refused.number(Arg.EUID)).isEqualTo(1000);
    assertThat(read.process(SHELL).euid()).isEqualTo(1000);
  }

  @Test
  void newIdsChangeTheProcessAndItsName() throws Exception {
    writer
        .event(SHELL, SETREUID_X, 0L, -1, 0)
        .event(SHELL, SETUID_X, 0L, 0)
        .event(SHELL, SETREGID_X, 0L, 0, -1);

    Read read = Captures.read(writer);

    EventView setuid = read.only(EventType.SETUID);
    assertThat(setuid.uid()).isZero();
    assertThat(setuid.number(Arg.EUID)).isZero();
    ProcessInfo root = read.process(SHELL);
    assertThat(root.uid()).isZero();
    assertThat(root.userName()).isEqualTo("root");
    assertThat(root.gid()).isZero();
    assertThat(root.egid()).isEqualTo(100);
  }

  @Test
  void capabilitiesSessionAndGroup() throws Exception {
    writer
        .event(SHELL, CAPSET_X, 0L, 1L, 2L, 4L)
        .event(SHELL, SETPGID_X, 0L, 0L, 0L)
        .event(1, SETSID_X, 1L)
        .event(SHELL, CHROOT_X, 0L, "/");

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.CAPSET).number(Arg.CAP_EFFECTIVE)).isEqualTo(4);
    assertThat(read.process(SHELL).capPermitted()).isEqualTo(2);
    assertThat(read.process(SHELL).processGroupId()).isEqualTo(SHELL);
    assertThat(read.process(1).sessionId()).isEqualTo(1);
  }

  @Test
  void namespacesHaveTheKernelsFlags() throws Exception {
    writer
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, SETNS_E, 3L, PPM_NEW_NAMESPACE)
        .event(SHELL, SETNS_X, 0L)
        .form(ScapWriter.Form.COUNTED)
        .event(SHELL, UNSHARE_X, 0L, PPM_NEW_USER | PPM_NEW_NAMESPACE);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.SETNS).number(Arg.FLAGS)).isEqualTo(0x20000);
    assertThat(read.only(EventType.SETNS).number(Arg.FD)).isEqualTo(3);
    assertThat(read.only(EventType.UNSHARE).number(Arg.FLAGS)).isEqualTo(0x1002_0000L);
  }

  @Test
  void ptraceHasTheKernelsRequest() throws Exception {
    byte[] address = writer.pack((byte) 0, 0x7fffL);
    byte[] signal = writer.pack((byte) 1, (byte) 19);
    writer
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, PTRACE_E, (short) PPM_ATTACH, 1L)
        .event(SHELL, PTRACE_X, 0L, address, signal);

    EventView ptrace = Captures.read(writer).only(EventType.PTRACE);

    assertThat(ptrace.number(Arg.REQUEST)).isEqualTo(16);
    assertThat(ptrace.number(Arg.TARGET_PID)).isEqualTo(1);
    assertThat(ptrace.number(Arg.ADDRESS)).isEqualTo(0x7fff);
    assertThat(ptrace.number(Arg.DATA)).isEqualTo(19);
  }

  @Test
  void signals() throws Exception {
    writer
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, KILL_E, -1L, SIGKILL)
        .event(SHELL, KILL_X, 0L)
        .form(ScapWriter.Form.COUNTED)
        .event(SHELL, TGKILL_X, 0L, 5L, 6L, SIGKILL);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.KILL).number(Arg.TARGET_PID)).isEqualTo(-1);
    assertThat(read.only(EventType.KILL).number(Arg.SIGNAL)).isEqualTo(9);
    assertThat(read.only(EventType.TGKILL).number(Arg.TARGET_PID)).isEqualTo(5);
    assertThat(read.only(EventType.TGKILL).number(Arg.TARGET_TID)).isEqualTo(6);
  }

  @Test
  void callsWithSubCommands() throws Exception {
    writer
        .event(SHELL, PRCTL_X, 0L, 15, "kworker", 0L)
        .event(SHELL, BPF_X, 7L, 5)
        .event(
            SHELL,
            KEYCTL_X,
            0L,
            11,
            writer.pack((byte) 0, 77L),
            writer.pack((byte) 0, 88L),
            writer.pack((byte) 1, "secret\0"),
            null);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.PRCTL).number(Arg.REQUEST)).isEqualTo(15);
    assertThat(read.only(EventType.PRCTL).text(Arg.NAME)).isEqualTo("kworker");
    assertThat(read.process(SHELL).name()).isEqualTo("kworker");
    assertThat(read.only(EventType.BPF).number(Arg.REQUEST)).isEqualTo(5);
    assertThat(read.only(EventType.BPF).result()).isEqualTo(7);
    assertThat(read.only(EventType.KEYCTL).number(Arg.REQUEST)).isEqualTo(11);
    assertThat(read.only(EventType.KEYCTL).number(Arg.ADDRESS)).isEqualTo(77);
    assertThat(read.only(EventType.KEYCTL).number(Arg.DATA)).isEqualTo(88);
    assertThat(read.only(EventType.KEYCTL).has(Arg.THIRD)).isFalse();
    assertThat(read.only(EventType.KEYCTL).text(Arg.NAME)).isEqualTo("secret");
  }

  @Test
  void modulesAndMemory() throws Exception {
    writer
        .event(SHELL, OPEN_X, 3L, "/lib/evil.ko", 1, 0, 1, 2L)
        .event(SHELL, FINIT_MODULE_X, 0L, 3L, "debug=1", 2)
        .event(SHELL, INIT_MODULE_X, 0L, "image", 5L, "")
        .event(SHELL, DELETE_MODULE_X, 0L, "good", 2)
        .event(SHELL, MEMFD_CREATE_X, 4L, "payload", 1)
        .event(SHELL, DUP_X, 5L, 4L)
        .event(SHELL, PROCESS_VM_WRITEV_X, 9L, 1L, "data")
        .event(SHELL, PROCESS_VM_READV_X, 9L, 1L, "data");

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.FINIT_MODULE).text(Arg.PATH)).isEqualTo("/lib/evil.ko");
    assertThat(read.only(EventType.FINIT_MODULE).number(Arg.FLAGS)).isEqualTo(2);
    assertThat(read.only(EventType.FINIT_MODULE).text(Arg.PARAMETERS)).isEqualTo("debug=1");
    assertThat(read.only(EventType.INIT_MODULE).number(Arg.SIZE)).isEqualTo(5);
    assertThat(read.only(EventType.DELETE_MODULE).text(Arg.NAME)).isEqualTo("good");
    assertThat(read.only(EventType.DELETE_MODULE).number(Arg.FLAGS)).isEqualTo(04000);
    assertThat(read.only(EventType.MEMFD_CREATE).text(Arg.NAME)).isEqualTo("payload");
    assertThat(read.only(EventType.DUP).text(Arg.PATH)).isEqualTo("memfd:payload");
    assertThat(read.only(EventType.PROCESS_VM_WRITEV).number(Arg.TARGET_PID)).isEqualTo(1);
    assertThat(read.only(EventType.PROCESS_VM_READV).result()).isEqualTo(9);
  }

  @Test
  void descriptorsOfTheKernelsOwn() throws Exception {
    int pollingThreadOnOneProcessor = 1 << 1 | 1 << 3;
    writer
        .event(SHELL, USERFAULTFD_X, 3L, 1 << 12 | 1 << 6)
        .event(SHELL, IO_URING_SETUP_X, 4L, 32, 32, 64, pollingThreadOnOneProcessor, 0, 0, 0);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.USERFAULTFD).number(Arg.FLAGS)).isEqualTo(02004000);
    assertThat(read.only(EventType.IO_URING_SETUP).number(Arg.SIZE)).isEqualTo(32);
    assertThat(read.only(EventType.IO_URING_SETUP).number(Arg.FLAGS)).isEqualTo(2 | 4);
    assertThat(read.only(EventType.IO_URING_SETUP).number(Arg.COMPLETION_SIZE)).isEqualTo(64);
  }

  @Test
  void aCallWithoutAnEventOfItsOwnIsToldByItsName() throws Exception {
    short pivotRoot = 137;
    short gettid = 140;
    writer
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, 0, pivotRoot, (short) 155)
        .event(SHELL, 1, pivotRoot)
        .event(SHELL, 0, gettid, (short) 186)
        .event(SHELL, 1, gettid)
        // a driver that did not know the call: chroot on x86-64, something else elsewhere
        .event(SHELL, 0, (short) 0, (short) 161)
        .event(SHELL, 1, (short) 0);

    Read read = Captures.read(writer);

    assertThat(read.types()).containsExactly(EventType.PIVOT_ROOT);
    EventView told = read.only(EventType.PIVOT_ROOT);
    assertThat(told.hasResult()).as("the capture does not say whether it worked").isFalse();
    assertThat(told.result()).isNegative();
    assertThat(read.source().skipped())
        .containsEntry("gettid", 1L)
        .containsEntry("chroot", 1L)
        .doesNotContainKey("pivot_root");
  }

  @Test
  void aProcessStaysAsItIsWhereOnlyTheNameOfACallIsKnown() throws Exception {
    short capset = 115;
    short setuid = 133;
    short execve = 9999;
    ProcessInfo before = Captures.read(writer).process(SHELL);
    writer
        .event(SHELL, 1, capset, (short) 126)
        .event(SHELL, 1, setuid, (short) 105)
        .event(SHELL, 1, execve, (short) 59);

    Read read = Captures.read(writer);

    assertThat(read.types()).containsExactly(EventType.CAPSET, EventType.SETUID);
    assertThat(read.process(SHELL).euid()).isEqualTo(before.euid());
    assertThat(read.process(SHELL).capEffective()).isEqualTo(before.capEffective());
    assertThat(read.process(SHELL).args()).isEqualTo(before.args());
  }

  @Test
  void usersThatAreAddedMeanwhileHaveNames() throws Exception {
    writer
        .event(1, USER_ADDED, 33, 33, "www", "/", "/bin/sh", "")
        .event(1, USER_ADDED, 33, 33, "other", "/", "/bin/sh", "0123456789ab")
        .event(1, SETUID_X, 0L, 33);

    // the first process is listed as user 1000, so it gets the effective id alone
    Read read = Captures.read(writer);

    assertThat(read.process(1).euid()).isEqualTo(33);
    assertThat(read.source().skipped()).containsEntry("useradded", 2L);
  }

  @Test
  void theMakerOfTheCaptureLeftEventsOut() throws Exception {
    Read read = Captures.read(writer.event(1, DROP_E, 2).event(1, DROP_X, 2).event(1, DROP_E, 2));

    assertThat(read.source().losses()).isEqualTo(1);
  }
}
