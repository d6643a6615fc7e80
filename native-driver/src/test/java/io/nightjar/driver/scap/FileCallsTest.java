package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.scap.Captures.Read;
import org.junit.jupiter.api.Test;

/** Calls that name files, of old captures (entry and return) and of new ones (return alone). */
final class FileCallsTest {
  private static final int PPM_WRITE_CREATE_TRUNCATE = 1 << 1 | 1 << 2 | 1 << 8;
  private static final int PPM_CREATED = 1 << 14;
  private static final int PPM_DIRECTORY = 1 << 10;
  private static final long O_WRONLY_CREAT_TRUNC = 01101;
  private static final int READ_ONLY = 1;

  @Test
  void openMakesThePathAbsoluteAndTranslatesItsFlags() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .form(ScapWriter.Form.FIRST)
                .event(SHELL, OPEN_E)
                .event(SHELL, OPEN_X, 3L, "../bob//x", PPM_WRITE_CREATE_TRUNCATE, 0644));

    EventView open = read.only(EventType.OPEN);
    assertThat(open.result()).isEqualTo(3);
    assertThat(open.text(Arg.PATH)).isEqualTo("/home/bob/x");
    assertThat(open.text(Arg.RAW_PATH)).isEqualTo("../bob//x");
    assertThat(open.number(Arg.FLAGS)).isEqualTo(O_WRONLY_CREAT_TRUNC);
    assertThat(open.number(Arg.MODE)).isEqualTo(0644);
    assertThat(open.tgid()).isEqualTo(SHELL);
    assertThat(open.uid()).isEqualTo(1000);
    assertThat(open.gid()).isEqualTo(100);
    assertThat(open.cpu()).isEqualTo(1);
    assertThat(open.timestampNanos()).isEqualTo(ScapWriter.START + 1_000_000);
  }

  @Test
  void failedOpenHasThePathAsThePassedOneAndItsDirectory() throws Exception {
    Read read =
        Captures.read(
            Captures.shell().event(SHELL, OPEN_X, -13L, "secret", READ_ONLY, 0, null, null));

    EventView open = read.only(EventType.OPEN);
    assertThat(open.result()).isEqualTo(-13);
    assertThat(open.text(Arg.PATH)).isEqualTo("secret");
    assertThat(open.absolutePath(Arg.PATH)).isEqualTo("/home/alice/secret");
    assertThat(open.number(Arg.FLAGS)).isZero();
  }

  @Test
  void oldOpenatTakesItsArgumentsFromTheEntryAndTheDirectoryFromItsDescriptor() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .form(ScapWriter.Form.FIRST)
                .event(SHELL, OPEN_E)
                .event(SHELL, OPEN_X, 5L, "/srv", READ_ONLY | PPM_DIRECTORY, 0)
                .event(SHELL, OPENAT_1_E, 5L, "a/b", READ_ONLY, 0)
                .event(SHELL, OPENAT_1_X, 6L));

    EventView open = read.only(EventType.OPENAT);
    assertThat(open.text(Arg.PATH)).isEqualTo("/srv/a/b");
    assertThat(open.number(Arg.DIRECTORY_FD)).isEqualTo(5);
    assertThat(open.result()).isEqualTo(6);
  }

  @Test
  void newOpenatTellsAllInItsReturn() throws Exception {
    int device = 8 << 8 | 1;
    Read read =
        Captures.read(
            Captures.shell()
                .event(
                    SHELL, OPENAT_X, 3L, -100L, "f", READ_ONLY | PPM_CREATED, 0600, device, 99L));

    EventView open = read.only(EventType.OPENAT);
    assertThat(open.text(Arg.PATH)).isEqualTo("/home/alice/f");
    assertThat(open.number(Arg.CREATED)).isEqualTo(1);
    assertThat(open.number(Arg.INODE)).isEqualTo(99);
    assertThat(open.number(Arg.DEVICE)).isEqualTo(8L << 20 | 1);
    assertThat(open.number(Arg.DIRECTORY_FD)).isEqualTo(-100);
  }

  @Test
  void openat2HasTheKernelsResolveBits() throws Exception {
    int beneathAndNoLinks = 1 | 1 << 3;
    Read read =
        Captures.read(
            Captures.shell()
                .event(SHELL, OPENAT2_X, 3L, -100L, "/f", READ_ONLY, 0, beneathAndNoLinks, 1, 2L));

    assertThat(read.only(EventType.OPENAT2).number(Arg.RESOLVE)).isEqualTo(0x8 | 0x4);
  }

  @Test
  void creatMeansToWriteAnew() throws Exception {
    Read read =
        Captures.read(Captures.shell().event(SHELL, CREAT_X, 3L, "/f", 0600, 1, 2L, (short) 0));

    EventView creat = read.only(EventType.CREAT);
    assertThat(creat.number(Arg.FLAGS)).isEqualTo(O_WRONLY_CREAT_TRUNC);
    assertThat(creat.text(Arg.PATH)).isEqualTo("/f");
  }

  @Test
  void chdirMovesWhatRelativePathsStartFrom() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .event(SHELL, CHDIR_X, 0L, "../../etc")
                .event(SHELL, OPEN_X, 3L, ".", READ_ONLY | PPM_DIRECTORY, 0, 1, 2L)
                .event(SHELL, CHDIR_X, 0L, "/")
                .event(SHELL, CHDIR_X, -2L, "/nowhere")
                .event(SHELL, FCHDIR_X, 0L, 3L)
                .event(SHELL, UNLINK_X, 0L, "passwd"));

    assertThat(read.only(EventType.UNLINK).absolutePath(Arg.PATH)).isEqualTo("/etc/passwd");
  }

  @Test
  void oldCallsThatRemoveAndLinkTakeTheirPathsFromTheEntry() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .form(ScapWriter.Form.FIRST)
                .event(SHELL, UNLINK_1_E, "gone")
                .event(SHELL, UNLINK_1_X, 0L)
                .event(SHELL, UNLINKAT_1_E, -100L, "at")
                .event(SHELL, UNLINKAT_1_X, -2L)
                .event(SHELL, RMDIR_1_E, "/d")
                .event(SHELL, RMDIR_1_X, 0L)
                .event(SHELL, MKDIR_1_E, "/m", 0700)
                .event(SHELL, MKDIR_1_X, 0L)
                .event(SHELL, LINK_1_E, "old", "/new")
                .event(SHELL, LINK_1_X, 0L)
                .event(SHELL, LINKAT_1_E, -100L, "old", -100L, "new")
                .event(SHELL, LINKAT_1_X, -17L));

    assertThat(read.only(EventType.UNLINK).absolutePath(Arg.PATH)).isEqualTo("/home/alice/gone");
    assertThat(read.only(EventType.UNLINKAT).result()).isEqualTo(-2);
    assertThat(read.only(EventType.UNLINKAT).text(Arg.PATH)).isEqualTo("at");
    assertThat(read.only(EventType.RMDIR).number(Arg.FLAGS)).isEqualTo(0x200);
    assertThat(read.only(EventType.MKDIR).number(Arg.MODE)).isEqualTo(0700);
    assertThat(read.only(EventType.LINK).absolutePath(Arg.OLD_PATH)).isEqualTo("/home/alice/old");
    assertThat(read.only(EventType.LINK).text(Arg.NEW_PATH)).isEqualTo("/new");
    assertThat(read.only(EventType.LINKAT).result()).isEqualTo(-17);
  }

  @Test
  void newCallsThatRenameLinkAndRemove() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .event(SHELL, RENAME_X, 0L, "a", "b")
                .event(SHELL, RENAMEAT_X, 0L, -100L, "c", 9L, "d")
                .event(SHELL, RENAMEAT2_X, 0L, -100L, "e", -100L, "f", 2)
                .event(SHELL, LINKAT_X, 0L, -100L, "g", -100L, "h", 0x400)
                .event(SHELL, SYMLINK_X, 0L, "/etc/shadow", "s")
                .event(SHELL, SYMLINKAT_X, 0L, "/etc/shadow", -100L, "t")
                .event(SHELL, UNLINKAT_X, 0L, -100L, "u", 0x200)
                .event(SHELL, MKDIRAT_X, 0L, -100L, "v", 0755)
                .event(SHELL, MKNOD_X, 0L, "/dev/mine", 0020600, 1 << 8 | 5));

    assertThat(read.only(EventType.RENAME).absolutePath(Arg.NEW_PATH)).isEqualTo("/home/alice/b");
    assertThat(read.only(EventType.RENAMEAT).number(Arg.NEW_DIRECTORY_FD)).isEqualTo(9);
    assertThat(read.only(EventType.RENAMEAT).absolutePath(Arg.NEW_PATH)).isEqualTo("d");
    assertThat(read.only(EventType.RENAMEAT2).number(Arg.FLAGS)).isEqualTo(2);
    assertThat(read.only(EventType.LINKAT).number(Arg.FLAGS)).isEqualTo(0x400);
    assertThat(read.only(EventType.SYMLINK).text(Arg.TARGET)).isEqualTo("/etc/shadow");
    assertThat(read.only(EventType.SYMLINK).absolutePath(Arg.PATH)).isEqualTo("/home/alice/s");
    assertThat(read.only(EventType.SYMLINKAT).number(Arg.DIRECTORY_FD)).isEqualTo(-100);
    assertThat(read.only(EventType.UNLINKAT).number(Arg.FLAGS)).isEqualTo(0x200);
    assertThat(read.only(EventType.MKDIRAT).absolutePath(Arg.PATH)).isEqualTo("/home/alice/v");
    assertThat(read.only(EventType.MKNOD).number(Arg.DEVICE)).isEqualTo(1L << 20 | 5);
    assertThat(read.only(EventType.MKNOD).number(Arg.MODE)).isEqualTo(0020600);
  }

  @Test
  void modeAndOwnerOfFilesAndDescriptors() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .event(SHELL, OPEN_X, 4L, "tool", READ_ONLY, 0, 1, 2L)
                .event(SHELL, CHMOD_X, 0L, "tool", 04755)
                .event(SHELL, FCHMODAT_X, 0L, -100L, "tool", 0777)
                .event(SHELL, FCHMOD_X, 0L, 4L, 0700)
                .event(SHELL, CHOWN_X, 0L, "tool", 0, 5)
                .event(SHELL, LCHOWN_X, 0L, "tool", -1, 5)
                .event(SHELL, FCHOWN_X, 0L, 4L, 0, 0)
                .event(SHELL, FCHOWNAT_X, 0L, -100L, "tool", 0, 0, 0x100));

    assertThat(read.only(EventType.CHMOD).number(Arg.MODE)).isEqualTo(04755);
    assertThat(read.only(EventType.CHMOD).absolutePath(Arg.PATH)).isEqualTo("/home/alice/tool");
    assertThat(read.only(EventType.FCHMODAT).number(Arg.MODE)).isEqualTo(0777);
    assertThat(read.only(EventType.FCHMOD).text(Arg.PATH)).isEqualTo("/home/alice/tool");
    assertThat(read.only(EventType.FCHMOD).number(Arg.FD)).isEqualTo(4);
    assertThat(read.only(EventType.CHOWN).number(Arg.OWNER_GID)).isEqualTo(5);
    assertThat(read.only(EventType.LCHOWN).number(Arg.OWNER_UID)).isEqualTo(0xffff_ffffL);
    assertThat(read.only(EventType.FCHOWN).text(Arg.PATH)).isEqualTo("/home/alice/tool");
    assertThat(read.only(EventType.FCHOWNAT).number(Arg.FLAGS)).isEqualTo(0x100);
  }

  @Test
  void mountsAndRoots() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .form(ScapWriter.Form.FIRST)
                .event(SHELL, MOUNT_E, 1 << 12)
                .event(SHELL, MOUNT_X, 0L, "/dev/sda", "mnt", "ext4")
                .form(ScapWriter.Form.COUNTED)
                .event(SHELL, UMOUNT2_X, 0L, "/mnt", 2)
                .event(SHELL, CHROOT_X, 0L, "jail"));

    EventView mount = read.only(EventType.MOUNT);
    assertThat(mount.text(Arg.SOURCE)).isEqualTo("/dev/sda");
    assertThat(mount.text(Arg.FILESYSTEM)).isEqualTo("ext4");
    assertThat(mount.absolutePath(Arg.PATH)).isEqualTo("/home/alice/mnt");
    assertThat(mount.number(Arg.FLAGS)).isEqualTo(1 << 12);
    assertThat(read.only(EventType.UMOUNT2).number(Arg.FLAGS)).isEqualTo(2);
    assertThat(read.only(EventType.CHROOT).text(Arg.PATH)).isEqualTo("/home/alice/jail");
    assertThat(read.only(EventType.CHROOT).text(Arg.RAW_PATH)).isEqualTo("jail");
  }

  @Test
  void pathThatCouldNotBeReadIsAbsent() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .event(SHELL, CHMOD_X, -14L, null, 0777)
                .event(SHELL, UNLINK_X, -14L, "(NULL)"));

    assertThat(read.only(EventType.CHMOD).has(Arg.PATH)).isFalse();
    assertThat(read.only(EventType.UNLINK).has(Arg.PATH)).isFalse();
  }
}
