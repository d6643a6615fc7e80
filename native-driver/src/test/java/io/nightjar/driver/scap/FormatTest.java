package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.scap.Captures.Read;
import io.nightjar.driver.scap.ScapWriter.Form;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of all kinds and versions, both byte orders, packed and not. */
final class FormatTest {
  private static final int[] PROCESS_LIST_CODES = {
    0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215
  };
  private static final String CONTAINER_ID = "0123456789ab";

  @ParameterizedTest
  @EnumSource(Form.class)
  void everyFormOfEventBlockIsRead(Form form) throws Exception {
    Read read =
        Captures.read(Captures.shell().form(form).event(SHELL, RENAME_X, -2L, "/old", "/new"));

    EventView rename = read.only(EventType.RENAME);
    assertThat(rename.result()).isEqualTo(-2);
    assertThat(rename.text(Arg.NEW_PATH)).isEqualTo("/new");
  }

  @Test
  void aCaptureOfAMachineWithTheOtherByteOrderIsRead() throws Exception {
    ScapWriter writer = Captures.shell(new ScapWriter(ByteOrder.BIG_ENDIAN));
    writer
        .event(SHELL, OPENAT_X, 3L, -100L, "f", 1, 0600, 1, 2L)
        .event(
            SHELL,
            CONNECT_X,
            0L,
            writer.tuple(new int[] {10, 0, 0, 1}, 1, new int[] {10, 0, 0, 2}, 443),
            4L,
            null);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.OPENAT).text(Arg.PATH)).isEqualTo("/home/alice/f");
    assertThat(read.only(EventType.CONNECT).address(Arg.REMOTE_ADDRESS)).isEqualTo("10.0.0.2");
    assertThat(read.only(EventType.CONNECT).number(Arg.REMOTE_PORT)).isEqualTo(443);
    assertThat(read.process(SHELL).userName()).isEqualTo("alice");
  }

  @Test
  void aCaptureSaysWhichMachineItIsOfBeforeItIsRead() throws Exception {
    ScapSource source = Captures.open(Captures.shell().event(SHELL, CHROOT_X, 0L, "/").bytes());

    assertThat(source.machine().hostName()).isEqualTo("lab");
    assertThat(source.machine().processors()).isEqualTo(4);
    assertThat(source.machine().memoryBytes()).isEqualTo(8L << 30);
    assertThat(source.machine().bootTime()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(source.firstTime()).isEqualTo(Instant.ofEpochSecond(1_700_001_000));
    assertThat(source.lastTime()).isNull();
    assertThat(source.ended()).isFalse();
    assertThat(source.description()).isEqualTo("capture of sysdig or Falco, made on lab");
    source.close();
    assertThat(source.poll(event -> {}, 0)).isZero();
    assertThat(source.ended()).isTrue();
  }

  @Test
  void aHostNameCannotSteerATerminal() throws Exception {
    ScapSource source = Captures.open(new ScapWriter().machine("\u001b[2Jx", 0).bytes());

    assertThat(source.description()).endsWith("made on ??2Jx");
    assertThat(source.machine().bootTime()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void everyVersionOfTheProcessListIsRead(int version) throws Exception {
    ScapWriter writer = new ScapWriter();
    byte[] entry = entry(writer, version, new byte[0]);
    byte[] twice = writer.pack(entry, entry(writer, version, new byte[0]));
    writer.block(PROCESS_LIST_CODES[version - 1], twice).event(SHELL, CHROOT_X, 0L, "/");

    ProcessInfo process = Captures.read(writer).process(SHELL);

    assertThat(process.name()).isEqualTo("sh");
    assertThat(process.args()).containsExactly("sh", "-x");
    assertThat(process.exePath()).isEqualTo(version >= 7 ? "/bin/sh" : "");
    assertThat(process.cwd()).isEqualTo("/root");
    assertThat(process.uid()).isEqualTo(5);
    assertThat(process.gid()).isEqualTo(6);
    assertThat(process.sessionId()).isEqualTo(version >= 6 ? 30 : 0);
    assertThat(process.processGroupId()).isEqualTo(version >= 8 ? 31 : 0);
    assertThat(process.namespaceTgid()).isEqualTo(version >= 4 ? 2 : SHELL);
    assertThat(process.loginUid()).isEqualTo(-1);
  }

  @Test
  void entriesOfBeforeReleaseTenHaveTheLoginUidFirst() throws Exception {
    ScapWriter writer = new ScapWriter();
    byte[] appendix = writer.pack(1000, (byte) 1, 4L, 5L, 6L);
    writer.block(0x215, entry(writer, 9, appendix)).event(SHELL, CHROOT_X, 0L, "/");

    ProcessInfo process = Captures.read(writer).process(SHELL);

    assertThat(process.loginUid()).isEqualTo(1000);
    assertThat(process.capEffective()).isEqualTo(6);
    assertThat(process.tty()).isZero();
  }

  @Test
  void whatLaterVersionsAppendIsLeftOut() throws Exception {
    ScapWriter writer = new ScapWriter();
    byte[] appendix =
        writer.pack(
            9L,
            34816,
            -1,
            (byte) 0,
            4L,
            5L,
            6L,
            (byte) 0,
            1L,
            2L,
            3L,
            (byte) 1,
            (byte) 1,
            44L,
            "what is this");
    byte[] twice = writer.pack(entry(writer, 9, appendix), entry(writer, 9, appendix));
    writer.block(0x215, twice).event(SHELL, CHROOT_X, 0L, "/");

    ProcessInfo process = Captures.read(writer).process(SHELL);

    assertThat(process.tty()).isEqualTo(34816);
    assertThat(process.processGroupId()).isEqualTo(44);
    assertThat(process.exeInode()).isEqualTo(1);
  }

  private static byte[] entry(ScapWriter writer, int version, byte[] appendix) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes(writer.pack((long) SHELL, (long) SHELL, 1L));
    entry.writeBytes(version >= 6 ? writer.pack(30L) : new byte[0]);
    entry.writeBytes(version >= 8 ? writer.pack(31L) : new byte[0]);
    entry.writeBytes(writer.pack(writer.sized("sh"), writer.sized("sh")));
    entry.writeBytes(version >= 7 ? writer.sized("/bin/sh") : new byte[0]);
    entry.writeBytes(writer.pack(writer.sized("-x\0"), writer.sized("/root"), 1024L, 0, 5, 6));
    entry.writeBytes(version >= 2 ? writer.pack(1, 2, 3, 4L, 5L) : new byte[0]);
    entry.writeBytes(version >= 3 ? writer.sized("A=b\0") : new byte[0]);
    entry.writeBytes(version >= 4 ? writer.pack(2L, 2L, writer.sized("memory=/x\0")) : new byte[0]);
    entry.writeBytes(version >= 5 ? writer.sized("/") : new byte[0]);
    entry.writeBytes(appendix);
    byte[] fields = entry.toByteArray();
    return version >= 9 ? writer.pack(fields.length + 4, fields) : fields;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void descriptorsThatWereOpenBeforeAreKnown(boolean sized) throws Exception {
    ScapWriter writer = Captures.shell();
    byte[] five = writer.pack((byte) 10, (byte) 0, (byte) 0, (byte) 5);
    byte[] six = writer.pack((byte) 10, (byte) 0, (byte) 0, (byte) 6);
    byte[] list =
        writer.pack(
            (long) SHELL,
            descriptor(
                writer,
                sized,
                3,
                16,
                writer.pack(2, writer.sized("/var/log"), sized ? 1 : new byte[0])),
            descriptor(writer, sized, 4, 2, writer.sized("/srv")),
            descriptor(
                writer, sized, 5, 3, writer.pack(five, six, (short) 1000, (short) 22, (byte) 2)),
            descriptor(writer, sized, 6, 5, writer.pack(five, (short) 80, (byte) 2)),
            descriptor(
                writer,
                sized,
                7,
                4,
                writer.pack(new byte[16], new byte[16], (short) 1, (short) 2, (byte) 3)),
            descriptor(writer, sized, 8, 8, writer.pack(1L, 2L, writer.sized("/run/s"))),
            descriptor(writer, sized, 9, 7, writer.sized("pipe:[1]")));
    writer.block(sized ? 0x218 : 0x203, list);
    for (long fd = 3; fd <= 9; fd++) {
      writer.event(SHELL, DUP_X, 20L + fd, fd);
    }
    writer.event(SHELL, UNLINKAT_X, 0L, 4L, "x", 0);

    Read read = Captures.read(writer);

    assertThat(read.events().get(0).text(Arg.PATH)).isEqualTo("/var/log");
    assertThat(read.events().get(1).number(Arg.FILE_MODE)).isEqualTo(0040000);
    EventView connection = read.events().get(2);
    assertThat(connection.address(Arg.LOCAL_ADDRESS)).isEqualTo("10.0.0.5");
    assertThat(connection.address(Arg.REMOTE_ADDRESS)).isEqualTo("10.0.0.6");
    assertThat(connection.number(Arg.REMOTE_PORT)).isEqualTo(22);
    assertThat(connection.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(connection.number(Arg.CONNECTED)).isEqualTo(1);
    assertThat(connection.number(Arg.SERVER)).isZero();
    assertThat(read.events().get(3).number(Arg.LOCAL_PORT)).isEqualTo(80);
    assertThat(read.events().get(4).number(Arg.FAMILY)).isEqualTo(10);
    assertThat(read.events().get(3).number(Arg.SERVER)).isEqualTo(1);
    assertThat(read.events().get(5).text(Arg.LOCAL_PATH)).isEqualTo("/run/s");
    assertThat(read.events().get(6).number(Arg.FILE_MODE)).isEqualTo(0010000);
    assertThat(read.only(EventType.UNLINKAT).absolutePath(Arg.PATH)).isEqualTo("/srv/x");
  }

  private static byte[] descriptor(
      ScapWriter writer, boolean sized, long fd, int type, byte[] rest) {
    byte[] fields = writer.pack(fd, 99L, (byte) type, rest);
    return sized ? writer.pack(fields.length + 4, fields) : fields;
  }

  @Test
  void usersWithSizedEntries() throws Exception {
    ScapWriter writer = new ScapWriter();
    byte[] user = writer.user(5, 6, "eve");
    byte[] group = writer.group(6, "evil");
    byte[] list = writer.pack(user.length + 4, user, group.length + 6, group, (short) 7);
    writer
        .block(0x220, list)
        .block(PROCESS_LIST_CODES[8], entry(writer, 9, new byte[0]))
        .event(SHELL, CHROOT_X, 0L, "/");

    ProcessInfo process = Captures.read(writer).process(SHELL);

    assertThat(process.userName()).isEqualTo("eve");
    assertThat(process.groupName()).isEqualTo("evil");
  }

  @Test
  void threadsOfTheListAreFoldedIntoTheirProcess() throws Exception {
    ScapWriter writer = new ScapWriter();
    writer
        .processes(
            writer.process(61, SHELL, 1, "worker", "/"),
            writer.process(SHELL, SHELL, 1, "server", "/srv"),
            writer.process(62, SHELL, 1, "worker", "/"))
        .event(61, OPEN_X, 3L, "f", 1, 0, 1, 2L);

    Read read = Captures.read(writer);

    assertThat(read.source().processes().size()).isEqualTo(1);
    assertThat(read.only(EventType.OPEN).tgid()).isEqualTo(SHELL);
    assertThat(read.only(EventType.OPEN).text(Arg.PATH)).isEqualTo("/srv/f");
    assertThat(read.process(SHELL).name()).isEqualTo("server");
    assertThat(read.process(SHELL).startTimeTicks()).isEqualTo(ScapWriter.START / 10_000_000);
  }

  @Test
  void unknownBlocksAndKindsArePassedOver() throws Exception {
    Read read =
        Captures.read(
            Captures.shell()
                .block(0x12345, new byte[] {1, 2, 3})
                .event(SHELL, 5000, 1L, 2L)
                .event(SHELL, CHROOT_X, 0L, "/")
                .block(0x205, new byte[40]));

    assertThat(read.types()).containsExactly(EventType.CHROOT);
    assertThat(read.source().skipped()).containsEntry("unknown", 1L);
  }

  @Test
  void aSecondSectionBringsItsOwnProcesses() throws Exception {
    ScapWriter writer = Captures.shell().event(SHELL, CHROOT_X, 0L, "one");
    writer
        .section()
        .processes(writer.process(70, 70, 1, "other", "/other"))
        .event(70, CHROOT_X, 0L, "two");

    Read read = Captures.read(writer);

    assertThat(read.events().get(0).absolutePath(Arg.PATH)).isEqualTo("/home/alice/one");
    assertThat(read.events().get(1).absolutePath(Arg.PATH)).isEqualTo("/other/two");
  }

  @Test
  void parametersThatLaterVersionsAppendAreLeftOut() throws Exception {
    Read read =
        Captures.read(Captures.shell().event(SHELL, CHMOD_X, 0L, "/f", 0600, "appended", 1L));

    assertThat(read.only(EventType.CHMOD).number(Arg.MODE)).isEqualTo(0600);
  }

  @Test
  void notificationsOfOldCapturesSayThreeBytesTooMany() throws Exception {
    ScapWriter writer = Captures.shell().form(Form.FIRST);
    byte[] body = writer.pack((short) 2, (short) 2, "a\0", "b\0");
    writer.block(
        0x204,
        writer.pack(
            (short) 0,
            ScapWriter.START,
            1L,
            22 + body.length + 3,
            (short) NOTIFICATION,
            body,
            new byte[3]));

    Read read = Captures.read(writer.event(SHELL, CHROOT_X, 0L, "/"));

    assertThat(read.source().skipped()).containsEntry("notification", 1L);
    assertThat(read.types()).containsExactly(EventType.CHROOT);
  }

  @Test
  void containersAreKnownInAllTheirForms() throws Exception {
    String json =
        """
        {"container":{"id":"%s","full_id":"%s","name":"web \\u0041","image":"nginx:1.27",
        "imagerepo":"nginx","imagetag":"1.27","type":7,"privileged":true,
        "labels":{"app":"shop","io.kubernetes.pod.name":"web-1",
        "io.kubernetes.pod.namespace":"shop","io.kubernetes.pod.uid":"u1"},
        "Mounts":[{"Source":"/x","RW":false}],"cpu_shares":1024}}\
        """
            .formatted(CONTAINER_ID, CONTAINER_ID + "0".repeat(52));
    Read read =
        Captures.read(
            Captures.shell()
                .event(1, CONTAINER, json)
                .event(1, CONTAINER_1, "fedcba987654", 0, "old", "busybox")
                .event(1, ASYNC_EVENT, 1, "container", json.replace(CONTAINER_ID, "111111111111"))
                .event(1, CONTAINER, "{\"container\":{\"id\":"));

    RecordedContainer web = container(read, CONTAINER_ID + "f".repeat(52));
    assertThat(web.name()).isEqualTo("web A");
    assertThat(web.imageRepository()).isEqualTo("nginx");
    assertThat(web.runtime()).isEqualTo("containerd");
    assertThat(web.privileged()).isTrue();
    assertThat(web.podName()).isEqualTo("web-1");
    assertThat(web.namespace()).isEqualTo("shop");
    assertThat(web.podUid()).isEqualTo("u1");
    assertThat(web.podLabels()).containsOnlyKeys("app");
    assertThat(container(read, "fedcba987654").image()).isEqualTo("busybox");
    assertThat(container(read, "fedcba987654").runtime()).isEqualTo("docker");
    assertThat(container(read, "111111111111").podName()).isEqualTo("web-1");
    assertThat(read.source().container("nothing")).isNull();
  }

  private static RecordedContainer container(Read read, String id) {
    @Nullable RecordedContainer found = read.source().container(id);
    return Objects.requireNonNull(found, id);
  }

  @Test
  void gzipIsUnpacked() throws Exception {
    byte[] packed = gzip(Captures.shell().event(SHELL, CHROOT_X, 0L, "/").bytes());

    Read read = Captures.read(packed);

    assertThat(read.damage()).isNull();
    assertThat(read.types()).containsExactly(EventType.CHROOT);
  }

  static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void whatIsNoCaptureIsToldAsSuch() {
    assertRefused(new byte[0], "empty");
    assertRefused("{\"json\":1}".getBytes(StandardCharsets.UTF_8), "no capture of sysdig");
    assertRefused(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0}, "zstd");
    assertRefused(new byte[] {0x1f, (byte) 0x8b, 8}, "gzip header");
    assertRefused(ScapWriter.octets(0x0a, 0x0d, 0x0d, 0x0a, 28, 0), "ends after 6");
    byte[] magic = new ScapWriter().bytes();
    magic[8] = 0;
    assertRefused(magic, "magic number");
    byte[] version = new ScapWriter().bytes();
    version[12] = 9;
    assertRefused(version, "version 9");
  }

  private static void assertRefused(byte[] capture, String why) {
    assertThatThrownBy(() -> Captures.open(capture))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aRealCaptureOfAConnectIsRead() throws Exception {
    Read read = Captures.read(Captures.bytes("connect_localhost.scap"));

    assertThat(read.damage()).isNull();
    assertThat(read.types())
        .containsExactly(EventType.SOCKET, EventType.CONNECT, EventType.SOCKET, EventType.SOCKET);
    EventView connect = read.only(EventType.CONNECT);
    assertThat(connect.result()).isEqualTo(-115);
    assertThat(connect.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(connect.number(Arg.REMOTE_PORT)).isEqualTo(80);
    assertThat(connect.number(Arg.LOCAL_PORT)).isEqualTo(47192);
    assertThat(read.source().skipped()).containsOnlyKeys("procinfo");
  }
}
